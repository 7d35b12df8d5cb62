import GatewayCore
import GatewayEngine
import GatewayStore

/// The owner's requests as a running bot carries them out.
struct HomeOperations: Operations {
  let keys: HomeKeys

  func carryOut(
    _ request: ApplicationRequest, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    switch request {
    case .command(let command): try transaction.carryOut(command, keys: keys, now: now)
    case .query(let query): OperationResult(reply: try transaction.answer(query, now: now))
    }
  }

  func reply(
    to query: any Query, in reader: StoreReader, now: UnixMilliseconds
  ) throws(StoreError) -> OperationResult.Answer {
    try reader.reply(to: query, now: now)
  }

  func event(of report: Report, now: UnixMilliseconds) -> NewEvent? {
    guard let (contact, message) = report.subject else { return nil }
    return NewEvent(
      contact: contact, message: message, body: report.withoutAnswer.jsonLine(at: now))
  }

  func makeRoom(
    for request: ApplicationRequest, in store: Store
  ) throws(StoreError) -> Forgotten {
    try store.makeRoom(for: request)
  }
}
