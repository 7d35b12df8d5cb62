import GatewayCore
import Testing

@Suite struct `Words that are nearly right` {
  private let names = ["autoreply", "echo", "forward", "tipline"]

  @Test(arguments: [
    ("tpline", "tipline"), ("tipilne", "tipline"), ("TipLine", "tipline"), ("tiplines", "tipline"),
    ("ech", "echo"), ("echoo", "echo"), ("forwrads", "forward"),
  ])
  func `a slip of the fingers is understood`(typed: String, meant: String) {
    #expect(NearMiss.nearest(to: typed, among: names) == meant)
  }

  @Test(arguments: ["", "e", "etc", "pizza", "line", "forum"])
  func `another word is no slip`(typed: String) {
    #expect(NearMiss.nearest(to: typed, among: names) == nil)
  }

  @Test func `the nearest one is meant, whatever the order`() {
    #expect(NearMiss.nearest(to: "desk1", among: ["desk22", "desk12", "desk1"]) == "desk1")
    #expect(NearMiss.nearest(to: "desk", among: []) == nil)
  }
}
