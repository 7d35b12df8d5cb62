import CEdit
import Dispatch
import Foundation
import Synchronization

/// A person's lines, edited on the terminal; what the program prints meanwhile appears above the
/// line that is being typed.
///
/// From `init` until `end` the terminal is the editor's; it then is as it was before.
final class LineEditor: Sendable {
  /// What the person entered, without its line end; finished at the end of the input.
  let lines: AsyncStream<String>

  private let terminal: BorrowedTerminal
  /// Where `EditorInput.Interruption`s are written.
  private let interrupting: Int32
  private let done: Ended
  private let watched: TerminalSignals

  /// - Returns: nil where standard input and output are not the same person's terminal.
  init?(prompt: String) {
    guard Terminal.canEdit, let pipe = PrivatePipe() else { return nil }
    guard let terminal = BorrowedTerminal() else {
      pipe.close()
      return nil
    }
    self.terminal = terminal
    interrupting = pipe.writing
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    let done = Ended()
    self.done = done
    let interrupting = pipe.writing
    watched = TerminalSignals { Self.write($0, to: interrupting) }
    let interruptions = pipe.reading
    let thread = Thread {
      let session = EditorSession(
        EditorInput(
          keyboard: STDIN_FILENO, printed: terminal.printed, interruptions: interruptions),
        terminal: terminal)
      let hasText = session.run(prompt: prompt) { continuation.yield($0) }
      close(interruptions)
      continuation.finish()
      done.set(hasText)
    }
    thread.name = "line editor"
    thread.start()
  }

  /// Gives the terminal back; a line that is half typed stays on the screen.
  ///
  /// Call it once, before what is printed last.
  ///
  /// - Returns: whether there is such a line.
  func end() -> Bool {
    watched.cancel()
    Self.write(.end, to: interrupting)
    defer { close(interrupting) }
    return done.wait()
  }

  private static func write(_ interruption: EditorInput.Interruption, to descriptor: Int32) {
    var byte = interruption.rawValue
    _ = Foundation.write(descriptor, &byte, 1)
  }
}

/// What the editor's thread leaves behind.
private final class Ended: Sendable {
  private let hasText = Mutex(false)
  private let semaphore = DispatchSemaphore(value: 0)

  func set(_ value: Bool) {
    hasText.withLock { $0 = value }
    semaphore.signal()
  }

  func wait() -> Bool {
    semaphore.wait()
    return hasText.withLock(\.self)
  }
}

/// The signals of a terminal: of its size, and of job control.
private final class TerminalSignals: Sendable {
  private let sources: SignalSources

  init(_ interrupt: @escaping @Sendable (EditorInput.Interruption) -> Void) {
    sources = SignalSources([SIGWINCH, SIGTSTP, SIGCONT], on: .global()) { number in
      switch number {
      case SIGTSTP: interrupt(.suspend)
      case SIGCONT: interrupt(.resume)
      default: interrupt(.resize)
      }
    }
  }

  func cancel() { sources.end() }
}
