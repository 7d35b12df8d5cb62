import GatewayCore
import GatewayStore

/// Seals what was stored before the bot had its seal, in steps, behind all other work.
extension Engine {
  /// When to go on with it; nil where all is sealed, or nothing is to be.
  var sealingDue: Uptime? {
    memory.steps.sealing == nil ? nil : .start
  }

  func sealSomeStored() throws(StoreError) -> (time: Int64, hasForgotten: Bool) {
    guard var sealing = memory.steps.sealing else { return (0, false) }
    let began = uptime()
    let step = try store.sealStored(&sealing, rows: memory.steps.rows)
    memory.steps.sealing = sealing
    switch step {
    case .nothing: memory.steps.sealing = nil
    case .some(let count):
      guard count > 0 else { return (0, false) }
      // The journal has what the values were.
      if try !store.emptyJournal(waits: false) {
        memory.steps.pausesUntil = uptime().advanced(byMilliseconds: Self.stepRetry)
      }
    case .finished: endSealing("what was stored before the seal is sealed")
    case .blocked:
      endSealing(
        """
        \(sealing.unreadable.count) files from before the seal can't be read, and stay in clear; \
        all else is sealed
        """)
    }
    return (uptime().milliseconds(since: began), step != .nothing)
  }

  private func endSealing(_ words: String) {
    memory.steps.sealing = nil
    report([.log(words)])
    var after = AfterCommit()
    after.cleansFiles = true
    cleanFiles(&after)
  }
}
