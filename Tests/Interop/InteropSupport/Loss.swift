import Foundation

extension Namespace {
  /// Drops this share of all UDP datagrams at the receiver, at random; 0 drops none any more.
  ///
  /// Dropped on input, since a drop on output shows to the sender as EPERM. nftables' number
  /// generator is used because netem is not in every kernel (it is not in ours).
  public func dropDatagrams(percent: Int) async throws {
    try await run(["nft", "flush", "ruleset"])
    guard percent > 0 else { return }
    let share = percent < 100 ? "numgen random mod 100 < \(percent)" : ""
    let rules = """
      table inet loss {
        chain input {
          type filter hook input priority 0; policy accept;
          meta l4proto udp \(share) counter drop
        }
      }
      """
    let file = directory.appending(component: "loss.nft")
    try rules.write(to: file, atomically: true, encoding: .utf8)
    try await run(["nft", "--file", file.path()])
  }

  /// How many datagrams `dropDatagrams` has dropped since it was last called.
  public func droppedDatagrams() async throws -> Int {
    let rules = try await run(["nft", "list", "ruleset"])
    let words = rules.flatMap { $0.split(separator: " ") }
    guard let packets = words.firstIndex(of: "packets") else { return 0 }
    return Int(words[packets + 1]) ?? 0
  }
}
