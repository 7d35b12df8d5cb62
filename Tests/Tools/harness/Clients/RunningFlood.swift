import DequeModule
import ToxCore

/// Numbered messages, each of which comes back once and in order, or is acknowledged.
struct RunningFlood {
  private var plan: FloodPlan
  private let start: Instant
  private var progress: Instant
  private var sent = 0
  private var open: Deque<Open> = []
  private var faults = FloodTally.Faults()
  private var latencies: [Int] = []

  private struct Open {
    let number: Int
    let position: StreamPosition
    let sentAt: Instant
  }

  init(_ plan: FloodPlan, _ now: Now) {
    self.plan = plan
    (start, progress) = (now.monotonic, now.monotonic)
  }

  mutating func send(to contact: FriendID, _ node: inout ToxNode, _ now: Now) {
    if let limit = plan.sendingLimit, now.monotonic > start + limit { plan.count = sent }
    while sent < plan.count, open.count < plan.window {
      // Refused while off line or full: tried again later.
      guard let position = try? node.send(text(sent), to: contact, now: now) else { return }
      open.append(Open(number: sent, position: position, sentAt: now.monotonic))
      sent += 1
    }
  }

  mutating func hear(_ text: [UInt8], _ now: Now) {
    guard !plan.isOneWay else { return }
    guard let number = number(in: text) else { return faults.corrupt += 1 }
    guard let place = open.firstIndex(where: { $0.number == number }) else {
      return faults.duplicates += 1
    }
    if place > 0 { faults.reordered += 1 }
    close(open.remove(at: place), now)
  }

  mutating func acknowledged(through position: StreamPosition, _ now: Now) {
    guard plan.isOneWay else { return }
    while let first = open.first, first.position.session == position.session,
      Int32(bitPattern: position.number &- first.position.number) >= 0
    {
      close(open.removeFirst(), now)
    }
  }

  /// Nil while it goes on.
  func result(_ now: Now) -> FloodTally? {
    let isDone = sent == plan.count && open.isEmpty
    let isStalled = now.monotonic > progress + plan.patience
    let isOverdue = plan.sendingLimit.map { now.monotonic > start + $0 + plan.patience } ?? false
    guard isDone || isStalled || isOverdue else { return nil }
    return FloodTally(
      faults: faults, missing: plan.count - latencies.count,
      nanoseconds: ((isDone ? progress : now.monotonic) - start).nanoseconds,
      latencies: latencies.sorted())
  }

  private mutating func close(_ message: Open, _ now: Now) {
    latencies.append(Int((now.monotonic - message.sentAt).nanoseconds / 1_000))
    progress = now.monotonic
  }

  /// The number in decimal, and then as many dots as are missing.
  private func text(_ number: Int) -> [UInt8] {
    let digits = [UInt8]("\(number)".utf8)
    return digits + [UInt8](repeating: Self.dot, count: max(0, plan.length - digits.count))
  }

  private func number(in text: [UInt8]) -> Int? {
    var number = 0
    for byte in text {
      guard byte != Self.dot else { break }
      guard 0x30...0x39 ~= byte else { return nil }
      number = number &* 10 &+ Int(byte - 0x30)
    }
    return text == self.text(number) ? number : nil
  }

  private static let dot = UInt8(ascii: ".")
}
