import Foundation
import InteropSupport

/// How fast stored deliveries leave for a receiver on this machine, with their results on the disk,
/// beside the same requests by libcurl in C and by curl in a shell, neither of which stores
/// anything.
func deliveriesAtOnce(_ pace: Measurement.Pace) async throws -> Figures {
  let count = pace.isFull ? 200_000 : 60_000
  let network = try await LonelyNetwork()
  let receiver = try await BareReceiver.start(on: 8_080, in: network.namespace)
  let body = network.namespace.directory.appending(component: "body")
  try storedBody.write(to: body, atomically: true, encoding: .utf8)
  let bare = BareSender(
    namespace: network.namespace, url: "http://127.0.0.1:\(receiver.port)/bare", body: body.path())
  let shell = try await bare.postFromShell(100)
  let before = try await bare.post(count, open: concurrency)
  _ = try await receiver.takeFigures()
  let (sent, cpu) = try await deliver(count, to: receiver, in: network)
  // The machine may be faster now than it was: the mean of what was before and is after.
  let after = try await bare.post(count, open: concurrency)
  let bareRate = (before.perSecond + after.perSecond) / 2
  let rate = Double(sent.count) / sent.seconds
  return [
    .deliveryRate: rate, .bareRate: bareRate, .deliveryShare: rate / bareRate,
    .shellRate: shell, .deliveryTimesShell: rate / shell,
    .deliveryCPU: cpu * 1e6 / Double(count), .bareCPU: before.cpuMicroseconds,
    .receiverCPU: sent.cpuSeconds * 1e6 / Double(count),
  ]
}

/// Attempts under way at one time, of the bot and of libcurl alike: four times what a webhook has
/// where its owner says nothing else, as for a receiver that is to take a long backlog quickly.
private let concurrency = 32

/// - Returns: what the receiver saw, and the CPU seconds that the bot took.
private func deliver(
  _ count: Int, to receiver: BareReceiver, in network: LonelyNetwork
) async throws -> (ReceivedPosts, cpuSeconds: Double) {
  let rules =
    PosternActor.withoutQuotas
    + webhook("desk", on: receiver.port, "concurrency = \(concurrency)")
  let bot = try await MeasuredBot.postern(rules, in: network) { home in
    try fill(home, withDeliveries: count, to: "desk")
  }
  try await receiver.wait(for: count, within: .seconds(120))
  let used = try bot.usage().cpuSeconds
  let received = try await receiver.takeFigures()
  guard received.count == count else {
    throw HarnessError("\(received.count) posts for \(count) deliveries")
  }
  return (received, used)
}
