import Foundation
import InteropSupport
import Testing

@Suite(.needsPrivateNetworks)
struct `Namespaces` {
  @Test
  func `a namespace has loopback and nothing else`() async throws {
    let lines = try await Namespace().run(["ip", "-oneline", "link"])
    #expect(lines.count == 1)
    #expect(lines[0].contains("lo: <LOOPBACK,UP"))
  }

  @Test
  func `its processes die with it`() async throws {
    let namespace = try await Namespace()
    let sleeper = try namespace.start(["sleep", "1000"]) { _ in }
    let inner = try await eventually("sleep runs") {
      sleeper.processIdentifier
    }
    #expect(ProcessUsage(inner) != nil)
    namespace.close()
    #expect(try await sleeper.waitForExit() == 128 + SIGKILL)
    #expect(ProcessUsage(inner) == nil)
  }

  @Test
  func `a process finds itself in /proc by its number inside`() async throws {
    let script = "cat /proc/$$/comm"
    #expect(try await Namespace().run(["sh", "-c", script]) == ["sh"])
  }

  @Test
  func `a signal reaches the process and not the door it went in by`() async throws {
    let namespace = try await Namespace()
    let script = "trap 'exit 7' TERM; echo '{}'; while :; do sleep 0.02; done"
    let said = RecordLog()
    let process = try namespace.start(["sh", "-c", script]) {
      said.append(line: $0)
    }
    _ = try await said.next("the trap is set") { $0.fields.isEmpty }
    process.signal(SIGTERM)
    #expect(try await process.waitForExit() == 7)
  }

  @Test
  func `a command that fails is an error with its exit code`() async throws {
    let namespace = try await Namespace()
    await #expect(throws: HarnessError.self) { try await namespace.run(["sh", "-c", "exit 3"]) }
  }
}
