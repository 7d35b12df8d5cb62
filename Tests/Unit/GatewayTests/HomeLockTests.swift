import Foundation
import GatewayCore
import GatewayTestSupport
import GatewayStore
import Testing

@testable import Gateway

/// A home is changed by one process at a time: a bot that starts relies on what it has read.
@Suite struct `A home in use` {
  /// A home with contacts, a message and a waiting answer; the lock is held while the body runs.
  private func withHomeInUse(_ body: (String) throws -> Void) throws {
    let directory = try WorkerBench.Directory()
    let path = directory.path + "/home"
    _ = try BotHome.newKey(path: path)
    let contact = String(repeating: "01", count: 32)
    _ = try BotHome.carryOut(.command(.contactAdd(address: contact, message: "hi")), path: path)
    _ = try BotHome.carryOut(
      .command(.send(ContactReference(contact), text: "hello", keep: true)), path: path)
    let lock = try HomeLock(Home(path: path))
    defer { lock.release() }
    try body(path)
  }

  private func content(_ path: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path)
    where name.hasPrefix("state.sqlite") && !name.hasSuffix("-shm") {
      let bytes = try Data(contentsOf: URL(filePath: path + "/" + name))
      // A reader may leave an empty journal.
      if !bytes.isEmpty { files[name] = bytes }
    }
    return files
  }

  private func isInUse(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch KeyError.store(.homeInUse), StoreError.homeInUse {
      return true
    } catch {
      Issue.record(error)
      return false
    }
  }

  @Test func `no command writes to it`() throws {
    try withHomeInUse { path in
      let before = try content(path)
      #expect(!before.isEmpty)
      for (example, _) in InterfaceExamples.commands {
        let command = existing(example)
        #expect(isInUse { _ = try BotHome.carryOut(.command(command), path: path) }, "\(command)")
        #expect(try content(path) == before, "\(command)")
      }
    }
  }

  @Test func `no key and no backup is taken into it`() throws {
    try withHomeInUse { path in
      let before = try content(path)
      let key = try BotHome.exportKey(path: path, passphrase: nil)
      let file = path + "-backup"
      defer { try? FileManager.default.removeItem(atPath: file) }
      try BotHome.backUp(path: path, to: file, replaces: false)
      #expect(isInUse { _ = try BotHome.newKey(path: path) })
      #expect(isInUse { _ = try BotHome.importKey(path: path, key, passphrase: nil) })
      #expect(isInUse { _ = try BotHome.restore(path: path, from: file, takesOld: false) })
      #expect(try content(path) == before)
    }
  }

  @Test func `queries are answered all the same`() throws {
    try withHomeInUse { path in
      let before = try content(path)
      for (query, _) in InterfaceExamples.queries {
        guard case .failed(let sentence, _, _) = try BotHome.carryOut(.query(query), path: path)
        else { continue }
        // The examples name a contact, a message and others that this home lacks.
        let isOfHome = [
          "amber-heron", "message 17", "\"desk\"", "delivery 7", "broadcast", "question 4",
          "file 7",
        ].contains { sentence.contains($0) }
        #expect(isOfHome, "\(query): \(sentence)")
      }
      #expect(try content(path) == before)
    }
  }

  /// The same command for a contact and message that exist, so that it would succeed without the
  /// lock.
  private func existing(_ command: any Command) -> any Command {
    let contact = ContactReference(String(repeating: "01", count: 32))
    return switch command {
    case is ContactAddCommand:
      .contactAdd(address: String(repeating: "02", count: 32), message: "hi")
    case is ContactAcceptCommand: .contactAccept(contact)
    case is ContactBlockCommand: .contactBlock(contact)
    case is ContactRemoveCommand: .contactRemove(contact)
    case let command as ContactNoteCommand: .contactNote(contact, note: command.note)
    case let command as ContactPublicStatusCommand:
      .contactPublicStatus(contact, status: command.status)
    case is SendCommand: .send(contact, text: "again", keep: true)
    case is InboxLabelCommand: .inboxLabel(messages: [1], label: "urgent")
    case is InboxCloseCommand: .inboxClose(messages: [1])
    case is InboxReopenCommand: .inboxReopen(messages: [1])
    case is InboxEraseCommand: .inboxErase(messages: [1])
    case is ErasureScheduleCommand: .erasureSchedule(messages: [1], undo: 30)
    case is ErasureCancelCommand: .erasureCancel(messages: [1])
    case is InboxMarkReadCommand: .inboxMarkRead(messages: [1])
    default: command
    }
  }
}
