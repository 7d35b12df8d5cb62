import Dispatch
import Foundation
import Gateway
import GatewayCore
import Synchronization

/// One conversation on the terminal, or with lines from a pipe.
final class ChatSession: Sendable {
  private let agent: Agent
  private let contact: ContactReference
  private let partner: ChatPartner
  /// How long to wait for answers behind the last receipt.
  private let linger: Duration
  private let editor: LineEditor?
  private let files: ChatFiles

  /// Messages that have no receipt yet.
  private let open = Mutex(0)
  /// A check is due whether they still have none.
  private let isWatched = Mutex(false)
  private let receipts = DispatchGroup()
  private let room = ChatSession.makeRoom()
  private let isEnding = Mutex(false)

  /// Messages that wait for their receipt at once; nothing is read from a pipe meanwhile.
  private static let openMax = 1_024
  /// How long a message may be under way before the person is told that it waits.
  private static let patience = Duration.seconds(10)
  /// How long the receipts may take at the end before the person is told that they are waited for.
  private static let patienceAtEnd = Duration.seconds(2)

  /// - Parameter onTerminal: edits the lines where a person sits there.
  init(
    _ agent: Agent, _ contact: ContactReference, partner: ChatPartner, files: ChatFiles,
    linger: Int, onTerminal: Bool
  ) {
    self.files = files
    self.agent = agent
    self.contact = contact
    self.partner = partner
    self.linger = .seconds(linger)
    editor = onTerminal ? LineEditor(prompt: "> ") : nil
  }

  /// Sends what is typed until the input has ended and all is received, or a signal comes.
  func run(until ending: Ending) async {
    let (ends, ended) = AsyncStream.makeStream(of: Void.self)
    let talking = Task {
      await talk()
      ended.finish()
    }
    let interrupt = Task {
      await ending.wait()
      ended.finish()
    }
    for await _ in ends {}
    isEnding.withLock { $0 = true }
    talking.cancel()
    interrupt.cancel()
    if editor?.end() == true { Output.note("The line that was not finished was not sent.") }
  }

  /// After the agent has ended: what the contact has not received.
  func tellWhatIsLeft() {
    switch open.withLock(\.self) {
    case 0: break
    case 1:
      Output.note("1 message has no receipt. It is kept, and \(Self.whenSent).")
    case let count:
      Output.note("\(count) messages have no receipt. They are kept, and \(Self.whenSent).")
    }
  }

  private static let whenSent: OutputLine =
    "sent when `postern chat` or `postern send` is next on the network while the contact is"

  private func talk() async {
    for await line in editor?.lines ?? pipedLines() {
      if editor != nil, ChatLine.isEnd(line) { break }
      send(line)
    }
    guard !Task.isCancelled else { return }
    await received()
    try? await Task.sleep(for: linger)
  }

  private func send(_ line: String) {
    if let wish = ChatFileLine(line) { return files.take(wish) }
    guard let message = ChatLine(line) else { return }
    open.withLock { $0 += 1 }
    receipts.enter()
    let command: any Command = .send(
      contact, text: message.text, kind: message.kind, keep: false)
    agent.ask(.command(command)) { [self] reply in
      let isEnding = isEnding.withLock(\.self)
      if case .failed(let sentence, _, _) = reply {
        if isEnding { return }
        Output.note("\(sentence)")
      }
      open.withLock { $0 -= 1 }
      receipts.leave()
      room.signal()
    }
    watch()
  }

  private func watch() {
    let isFirst = isWatched.withLock { isWatched in
      defer { isWatched = true }
      return !isWatched
    }
    guard isFirst else { return }
    Task { [self] in
      try await Task.sleep(for: Self.patience)
      isWatched.withLock { $0 = false }
      if open.withLock(\.self) > 0 { partner.tellOfWaiting() }
    }
  }

  private func received() async {
    let (done, continuation) = AsyncStream.makeStream(of: Void.self)
    receipts.notify(queue: .global()) { continuation.finish() }
    let telling = Task { [self] in
      try await Task.sleep(for: Self.patienceAtEnd)
      let count = open.withLock(\.self)
      if count > 0 {
        Output.note("Waiting for receipts (\(count)); Ctrl-C ends, and what waits is kept.")
      }
    }
    for await _ in done {}
    telling.cancel()
  }

  private static func makeRoom() -> DispatchSemaphore {
    // One that is made with a value must have it again at its end.
    let room = DispatchSemaphore(value: 0)
    for _ in 0..<openMax { room.signal() }
    return room
  }

  /// Lines of standard input, read on a thread of its own since reading blocks.
  private func pipedLines() -> AsyncStream<String> {
    AsyncStream { [room] continuation in
      Thread.detachNewThread {
        while let line = readLine() {
          guard !line.isEmpty else { continue }
          room.wait()
          continuation.yield(line)
        }
        continuation.finish()
      }
    }
  }
}

/// What a person's line says.
struct ChatLine: Hashable {
  var text: String
  var kind: InboundMessage.Kind

  /// Whether the line ends the conversation. Other words with "/" are messages: bots take them as
  /// commands.
  static func isEnd(_ line: String) -> Bool {
    ["/quit", "/exit"].contains(line.trimmingCharacters(in: .whitespaces))
  }

  /// - Returns: nil for a line that says nothing.
  init?(_ line: String) {
    let action = "/me "
    let isAction = line.hasPrefix(action)
    text = isAction ? String(line.dropFirst(action.count)) : line
    kind = isAction ? .action : .text
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
  }
}
