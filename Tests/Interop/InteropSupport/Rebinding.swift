import Foundation

extension Namespace {
  /// From now on what is sent from UDP port `old` comes from port `new`, and only what is sent to
  /// `new` arrives: what a router does that forgot a mapping.
  public func rebind(udpPort old: Int, to new: Int) async throws {
    let rules = """
      table inet rebinding {
        chain output {
          type filter hook output priority -150; policy accept;
          udp sport \(old) udp sport set \(new)
        }
        chain input {
          type filter hook prerouting priority -150; policy accept;
          udp dport \(old) drop
          udp dport \(new) udp dport set \(old)
        }
      }
      """
    let file = directory.appending(component: "rebinding.nft")
    try rules.write(to: file, atomically: true, encoding: .utf8)
    try await run(["nft", "--file", file.path()])
  }
}
