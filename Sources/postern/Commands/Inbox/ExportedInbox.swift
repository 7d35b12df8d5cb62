import Foundation
import Gateway
import GatewayCore

/// What `postern inbox export --json` wrote: a line for each message, and before a sealed one a
/// line with what opens it.
struct ExportedInbox {
  /// 1 GiB: more is not read into memory.
  private static let sizeMax = 1 << 30

  /// By their numbers.
  private let all: [MessageSummary]
  let envelopes: [EnvelopeSummary]

  /// - Throws: `Failure` where it is no export.
  init(file: String) throws {
    let bytes: [UInt8]
    do throws(NamedFile.Fault) { bytes = try NamedFile.bytes(file, sizeMax: Self.sizeMax) } catch {
      throw Failure(file, fault: error)
    }
    var (messages, envelopes): ([MessageSummary], [EnvelopeSummary]) = ([], [])
    let decoder = JSONDecoder()
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let line = Data(line)
      if let message = try? decoder.decode(MessageSummary.self, from: line) {
        messages.append(message)
      } else if let envelope = try? decoder.decode(EnvelopeSummary.self, from: line) {
        envelopes.append(envelope)
      } else {
        throw Failure(
          "Line \(number + 1) of \(file) is nothing that `postern inbox export --json` writes.",
          .data)
      }
    }
    all = messages.sorted { $0.id < $1.id }
    self.envelopes = envelopes
  }

  func messages(_ numbers: [Int64]) -> [MessageSummary] {
    numbers.compactMap { number in all.first { $0.id == number } }
  }

  func list(_ selection: InboxSelection) -> [MessageSummary] {
    let filter = selection.filter
    let found = all.lazy.filter { message in
      (selection.contact == nil || message.contact == selection.contact?.text)
        && (filter.status == nil || message.status == filter.status)
        && (!filter.onlyNew || message.isNew == true)
        && (filter.label == nil || message.label == filter.label)
        && filter.triage.leaves(message)
        && filter.leavesEncryption(message.encryption)
        && (filter.since.map { message.time >= $0 } ?? true)
        && (filter.until.map { message.time < $0 } ?? true)
        && (filter.before.map { message.id < $0.rawValue } ?? true)
        && (filter.after.map { message.id > $0.rawValue } ?? true)
    }
    return filter.order == .newestFirst
      ? Array(found.reversed().prefix(filter.limit)) : Array(found.prefix(filter.limit))
  }
}

extension TriageFilter {
  /// As far as an export tells: it has no labels of contacts, and no marks of readers.
  fileprivate func leaves(_ message: MessageSummary) -> Bool {
    (status == nil || message.conversationStatus == status)
      && (!isStarred || message.isStarred == true)
      && (assignee == nil || message.assignee == assignee)
      && (!isUnassigned || message.assignee == nil)
  }
}

extension InboxFilter {
  fileprivate func leavesEncryption(_ text: String?) -> Bool {
    guard let encryption else { return true }
    guard let text else { return false }
    return encryption == Self.anyEncryption
      || text.split(separator: " ").contains { $0 == encryption }
  }
}
