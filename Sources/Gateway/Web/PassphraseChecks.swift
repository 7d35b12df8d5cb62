import Foundation
import GatewaySeal
import Synchronization

/// Verifies passphrases one after the other on a thread of its own: each takes 64 MiB and a tenth
/// of a second, whatever the rest of the bot does.
final class PassphraseChecks: Sendable {
  /// Attempts that wait, of known browsers and of others each.
  static let waitingMax = 8

  fileprivate struct State {
    var known: [@Sendable () -> Void] = []
    var others: [@Sendable () -> Void] = []
    var isRunning = false
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "passphrases", qos: .utility)

  /// - Parameters:
  ///   - hash: nil where there is none, which is never right and takes as long.
  ///   - isKnown: of a browser that comes before others.
  /// - Returns: nil where too many wait.
  func verify(_ passphrase: String, hash: String?, isKnown: Bool) async -> Bool? {
    await run(isKnown: isKnown) {
      StaffPassphrase.verify(passphrase, hash: hash ?? StaffPassphrase.ofNone) && hash != nil
    }
  }

  /// - Returns: nil where too many wait, or where it is none that a member may have.
  func hash(_ passphrase: String) async -> String? {
    await run(isKnown: true) { try? StaffPassphrase.hash(passphrase) } ?? nil
  }

  /// Opens the text of a file with an inbox key, which takes 256 MiB and most of a second.
  ///
  /// - Returns: nil where too many wait.
  func open(
    _ file: String, passphrase: String
  ) async -> Result<InboxSecret, InboxKeyFile.Fault>? {
    await run(isKnown: true) {
      Result { () throws(InboxKeyFile.Fault) in
        do {
          return try InboxKeyFile.secret(in: file, cost: .standard) {
            passphrase.isEmpty ? nil : Array(passphrase.utf8)
          }
        } catch let fault as InboxKeyFile.Fault {
          throw fault
        } catch { throw .noKey }
      }
    }
  }

  private func run<Value: Sendable>(
    isKnown: Bool, _ body: @escaping @Sendable () -> Value
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      let job: @Sendable () -> Void = { continuation.resume(returning: body()) }
      let (isTaken, starts) = state.withLock { state in
        let waiting = isKnown ? state.known.count : state.others.count
        guard waiting < Self.waitingMax else { return (false, false) }
        if isKnown { state.known.append(job) } else { state.others.append(job) }
        defer { state.isRunning = true }
        return (true, !state.isRunning)
      }
      if !isTaken { continuation.resume(returning: nil) }
      if starts { queue.async { self.work() } }
    }
  }

  private func work() {
    while let job = state.withLock({ $0.next() }) { job() }
  }
}

extension PassphraseChecks.State {
  fileprivate mutating func next() -> (@Sendable () -> Void)? {
    if !known.isEmpty { return known.removeFirst() }
    if !others.isEmpty { return others.removeFirst() }
    isRunning = false
    return nil
  }
}
