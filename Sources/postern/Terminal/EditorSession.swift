import CEdit
import GatewayCore
import Glibc

/// One editor at work, on its own thread from beginning to end.
final class EditorSession {
  private let input: EditorInput
  private let terminal: BorrowedTerminal
  private var editor: OpaquePointer?
  private let pasted = LentElements<UInt32>()
  private let shown = LentElements<CChar>()

  init(_ input: EditorInput, terminal: BorrowedTerminal) {
    self.input = input
    self.terminal = terminal
  }

  /// Takes the terminal, edits line after line, and gives the terminal back.
  ///
  /// - Returns: whether a line was begun that was not finished.
  func run(prompt: String, _ take: (String) -> Void) -> Bool {
    let calls = cedit_calls(
      next: { context, character in EditorSession.of(context).next(character) },
      paste: { context in EditorSession.of(context).paste() },
      above: { context, count in EditorSession.of(context).above(count) })
    let context = Unmanaged.passUnretained(self).toOpaque()
    editor = cedit_open(STDIN_FILENO, terminal.output, prompt, calls, context)
    while let line = readLine() { take(line) }
    let hasText = editor.map(cedit_has_text) ?? false
    editor.map(cedit_close)
    terminal.giveBack()
    show([UInt8(ascii: "\n")] + input.drain())
    return hasText
  }

  /// - Returns: nil at the end of the input.
  private func readLine() -> String? {
    var characters: UnsafePointer<UInt32>?
    guard let editor else { return nil }
    let count = cedit_read(editor, &characters)
    guard count > 0, let characters else { return nil }
    var scalars = String.UnicodeScalarView()
    for index in 0..<count { Unicode.Scalar(characters[index]).map { scalars.append($0) } }
    var line = Substring(String(scalars))
    // The last line end is the key; others come from a paste.
    while line.last?.isNewline == true { line.removeLast() }
    if !line.isEmpty { cedit_remember(editor, line.unicodeScalars.map(\.value) + [0]) }
    return String(line)
  }

  private func show(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        write(terminal.output, $0.baseAddress, $0.count)
      }
      guard count > 0 || errno == EINTR else { return }
      done += max(0, count)
    }
  }

  // MARK: What the editor asks for

  private static func of(_ context: UnsafeMutableRawPointer?) -> EditorSession {
    guard let context else { preconditionFailure("the editor lost its context") }
    return Unmanaged<EditorSession>.fromOpaque(context).takeUnretainedValue()
  }

  private func next(_ character: UnsafeMutablePointer<UInt32>?) -> Bool {
    while true {
      switch input.next() {
      case .key(let scalar):
        character?.pointee = scalar.value
        return true
      case .lines:
        character?.pointee = cedit_redraw
        return true
      case .interrupted(.resize):
        cedit_resize(editor)
        character?.pointee = cedit_redraw
        return true
      case .interrupted(let interruption): act(on: interruption)
      case .end: return false
      }
    }
  }

  private func act(on interruption: EditorInput.Interruption) {
    switch interruption {
    case .suspend:
      cedit_pause(editor)
      // This thread's, so that nothing is done before the process has stopped.
      raise(SIGSTOP)
      cedit_resume(editor)
    case .resume: cedit_resume(editor)
    case .resize, .end: break
    }
  }

  private func paste() -> UnsafePointer<UInt32>? {
    let (text, isCut) = input.takePaste()
    if isCut { Output.note("The pasted text is cut behind \(EditorInput.pasteBytesMax) bytes.") }
    return pasted.lend(text.unicodeScalars.map(\.value) + [0])
  }

  private func above(_ count: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>? {
    let lines = input.takeLines().map(CChar.init(bitPattern:))
    count?.pointee = lines.count
    return shown.lend(lines)
  }
}

/// Elements that C reads after the call that asked for them.
private final class LentElements<Element: BitwiseCopyable> {
  private var elements = UnsafeMutableBufferPointer<Element>.allocate(capacity: 0)

  /// - Returns: valid until the next call.
  func lend(_ values: [Element]) -> UnsafePointer<Element>? {
    elements.deallocate()
    elements = .allocate(capacity: values.count)
    _ = elements.initialize(from: values)
    return UnsafePointer(elements.baseAddress)
  }

  deinit { elements.deallocate() }
}
