import Foundation
import Gateway
import GatewayCore
import Synchronization

/// What a person's line in a conversation wants of a file.
enum ChatFileLine: Hashable {
  case send(path: String)
  case get(Int64)

  /// - Returns: nil for any other line. A number alone makes "/get" one, since a bot may have a
  ///   command of this name.
  init?(_ line: String) {
    let words = line.trimmingCharacters(in: .whitespaces)
      .split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { return nil }
    switch words[0] {
    case "/send": self = .send(path: words[1].trimmingCharacters(in: .whitespaces))
    case "/get":
      guard let number = Int64(words[1].trimmingCharacters(in: .whitespaces)) else { return nil }
      self = .get(number)
    default: return nil
    }
  }
}

/// The files of one conversation on the terminal.
final class ChatFiles: Sendable {
  private let contact: ContactReference
  private let home: String
  private let agent = Mutex<Agent?>(nil)
  /// Files that are saved when they are whole.
  private let wanted = Mutex<Set<Int64>>([])

  init(_ contact: ContactReference, home: String) {
    self.contact = contact
    self.home = home
  }

  func use(_ agent: Agent) { self.agent.withLock { $0 = agent } }

  func take(_ line: ChatFileLine) {
    switch line {
    case .send(let path): send(path)
    case .get(let number): get(number)
    }
  }

  /// Saves what was wanted once it is whole.
  @Sendable func note(_ events: [FeedEvent]) {
    for case .file(let file, let contact) in events.lazy.map(\.content) {
      let number = file.id.rawValue
      guard file.state != .accepted, file.state != .offered,
        wanted.withLock({ $0.remove(number) }) != nil, file.state == .whole
      else { continue }
      save(FileSummary(file, of: contact.codename))
    }
  }

  private func send(_ path: String) {
    do {
      let file = try SentFile(path)
      ask(.command(.fileSend(to: contact, path: file.path))) { _ in }
    } catch {
      Output.note("\(Failure(error).message)")
    }
  }

  private func get(_ number: Int64) {
    ask(.query(.file(number))) { [self] reply in
      guard case .files(let files) = reply, let file = files.first else { return }
      guard file.direction == .inbound else {
        return Output.note("File \(number) is one that was sent.")
      }
      switch file.state {
      case .whole: save(file)
      case .offered:
        wanted.withLock { _ = $0.insert(number) }
        ask(.command(.fileAccept(number))) { _ in }
      case .accepted:
        wanted.withLock { _ = $0.insert(number) }
        Output.note("File \(number) is on its way, and saved when it is whole.")
      case .refused, .ended, .waiting:
        Output.note("File \(number) can't be had any more: it is \(file.state.rawValue).")
      }
    }
  }

  private func save(_ file: FileSummary) {
    do {
      Output.note("File \(file.id) is saved as \(try SavedFile.save(file, in: .home(home))).")
    } catch {
      Output.note("\(Failure(error).message)")
    }
  }

  /// Says where it is refused.
  private func ask(
    _ request: ApplicationRequest, _ reply: @escaping @Sendable (Reply) -> Void
  ) {
    guard let agent = agent.withLock(\.self) else { return }
    agent.ask(request) { answer in
      if case .failed(let sentence, _, _) = answer { Output.note("\(sentence)") }
      reply(answer)
    }
  }
}
