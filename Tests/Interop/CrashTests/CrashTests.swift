import Foundation
import InteropSupport
import Testing

/// A receipt means "on disk".
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(60)))
struct `A bot that is killed` {
  static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func `what was ticked is on disk whenever the bot is killed, and is handled once`()
    async throws
  {
    let kills = Int(Self.setting("POSTERN_CRASH_KILLS") ?? 12)
    let course = try await CrashCourse(seed: Self.setting("POSTERN_CRASH_SEED") ?? 1)
    let violations = try await course.run(kills: kills)
    print(course.figures.text)
    #expect(violations == [])
    #expect(course.figures.wire.messages > kills * 10, "there was load")
  }
}

extension Trait where Self == ConditionTrait {
  /// Elsewhere the suite is skipped.
  static var needsPrivateNetworks: Self {
    .enabled("unshare, nft and tox-bootstrapd must be installed and namespaces allowed") {
      Requirements.hasPrivateNetworks
    }
  }
}
