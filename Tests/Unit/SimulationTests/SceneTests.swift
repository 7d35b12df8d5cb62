import Foundation
import Testing
import ToxSimulation

@Suite struct `Scenes` {
  @Test(arguments: try Scenario.all())
  func `the scene plays to its end`(_ scenario: Scenario) throws {
    var runner = SceneRunner(try scenario.scene(), seed: scenario.seed)
    do {
      try runner.run()
    } catch {
      Issue.record("\(error)\nreplay: \(scenario.replay)")
    }
  }

  @Test func `every scene file is a scene and has seeds`() throws {
    let played = Set(try Scenario.all().map(\.name))
    let environment = ProcessInfo.processInfo.environment
    for name in try Scenario.names() {
      _ = try Scenario(name: name, seed: 0).scene()
      #expect(played.contains(name) || environment["POSTERN_SCENE"] != nil, "\(name) has no seed")
    }
  }

  @Test func `a failing scene names its line, its seed and the last events`() throws {
    let scene = try Scene(
      parsing: """
        # A hermit
        node alice
        within 5s alice joined
        """)
    var runner = SceneRunner(scene, seed: 42)
    do throws(SceneFailure) {
      try runner.run()
      Issue.record("a node alone in the world joined it")
    } catch {
      #expect(error.line == 3)
      #expect(error.seed == 42)
      #expect(error.seconds == "1005.000")
      #expect(error.description.contains("within 5s alice joined"))
    }
  }
}
