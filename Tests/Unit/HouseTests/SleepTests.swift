import TestSupport
import Testing

/// Where a test waits for a time and not for a condition, and why.
private let waits = [
  "Tests/Interop/CrashTests/AnsweredCrashTests.swift": "the instant of a kill is drawn at random",
  "Tests/Interop/CrashTests/CrashCourse.swift": "the instant of a kill is drawn at random",
  "Tests/Interop/CrashTests/DiskTrouble.swift": "how long the disk does not answer",
  "Tests/Interop/CrashTests/KillSwitch.swift": "the instant of a kill is drawn at random",
  "Tests/Interop/CrashTests/MigrationKillTests.swift": "the instant of a kill within a migration",
  "Tests/Interop/InteropSupport/Scripts/homeserver.py": "an answer that never comes",
  "Tests/Interop/InteropSupport/Scripts/receiver.py": "how long an answer takes",
  "Tests/Interop/InteropSupport/ServiceWatch.swift": "the time between two looks",
  "Tests/Interop/InteropTests/PosternFrozenTests.swift": "how long a bot is frozen",
  "Tests/Interop/InteropTests/Scripts/toxic.sh": "a mark does not come that comes after 5 s",
  "Tests/Interop/PosternTests/AttackTests.swift": "the pace of attackers",
  "Tests/Interop/PosternTests/ConsumerTests.swift": "how long a consumer is away",
  "Tests/Interop/PosternTests/DescriptorTests.swift": "the CPU time that two seconds take",
  "Tests/Unit/GatewayHTTPTests/ConnectionTests.swift": "a request that drips",
  "Tests/Unit/GatewayHTTPTests/UploadTests.swift": "an upload that drips",
  "Tests/Unit/GatewayTests/TimedReceiver.swift": "an answer that drips",
]

/// What measures does so over a time.
private let measuringTools = "Tests/Tools/interop-benchmark/"

/// A test that waits for a condition is as fast as the machine allows and does not fail where that
/// is slow.
@Suite struct `Sleep` {
  @Test func `a test waits for a condition, and for a time only where that is what it tests`()
    throws
  {
    let files = [".swift", ".c", ".py", ".sh"].flatMap { ending in
      Repository.paths(below: "Tests", ending: ending)
    }
    #expect(files.count > 400)
    let sleeping = try files.filter { path in
      guard !path.hasPrefix(measuringTools), !path.hasSuffix("/SleepTests.swift") else {
        return false
      }
      return !Self.sleeps(in: try Repository.text(of: path)).isEmpty
    }
    #expect(sleeping.sorted() == waits.keys.sorted())
  }

  @Test(arguments: [
    "try await Task.sleep(for: .seconds(2))", "usleep(1_000)", "  sleep 6", "time.sleep(pause)",
    "Thread.sleep(forTimeInterval: 1)", "while open {\n  read()\n}\nsleep(1)",
    "while open {\n  for byte in answer {\n    sleep(1)\n  }\n}",
  ])
  func `a sleep is seen`(_ text: String) { #expect(!Self.sleeps(in: text).isEmpty) }

  @Test(arguments: [
    "// as sleep(1) does", "while count < 2 { usleep(5_000) }", "an idle node sleeps",
    "while !isDone {\n  if isLate { return }\n  try await Task.sleep(for: .milliseconds(2))\n}",
    "for i in $(seq 400); do grep -q ready out && break; sleep 0.05; done",
    "  mutating func sleep(_ interval: Interval) { step(to: now + interval) }",
  ])
  func `a look that is repeated is none`(_ text: String) {
    #expect(Self.sleeps(in: text) == [])
  }

  /// The lines that sleep outside a loop that asks for a condition.
  private static func sleeps(in text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.filter { index in
      lines[index].contains(/(?:^|[^a-zA-Z_])(?:u|nano)?sleep\(|^ *sleep [0-9]|; sleep [0-9]/)
        && !lines[index].contains(/^ *(?:\/\/|#|\*)|func sleep\(|: sleep\(/)
        && !isRepeatedLook(lines, index)
    }.map { lines[$0] }
  }

  /// Whether the loop that the line is in ends when something is so.
  private static func isRepeatedLook(_ lines: [Substring], _ index: Int) -> Bool {
    let ends = /\bwhile\b|&& (?:break|return)\b/
    if lines[index].contains(ends) { return true }
    var depth = indentation(lines[index])
    for line in lines[..<index].reversed() where !line.isEmpty && indentation(line) < depth {
      depth = indentation(line)
      if line.contains(ends) { return true }
      if line.contains(#/^ *for /#) { return false }
    }
    return false
  }

  private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
