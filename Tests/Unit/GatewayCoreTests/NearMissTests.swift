import GatewayCore
import Testing

@Suite struct `Mistyped names` {
  private let names = ["autoreply", "echo", "forward", "tipline"]

  @Test(arguments: [
    ("tpline", "tipline"), ("tipilne", "tipline"), ("TipLine", "tipline"), ("tiplines", "tipline"),
    ("ech", "echo"), ("echoo", "echo"), ("forwrads", "forward"),
  ])
  func `a typing error is recognized`(typed: String, meant: String) {
    #expect(NearMiss.nearest(to: typed, among: names) == meant)
  }

  @Test(arguments: ["", "e", "etc", "pizza", "line", "forum"])
  func `a different word is no typing error`(typed: String) {
    #expect(NearMiss.nearest(to: typed, among: names) == nil)
  }

  @Test func `the most similar name is suggested, in any order`() {
    #expect(NearMiss.nearest(to: "desk1", among: ["desk22", "desk12", "desk1"]) == "desk1")
    #expect(NearMiss.nearest(to: "desk", among: []) == nil)
  }
}
