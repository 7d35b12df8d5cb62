import Testing

/// The same course with a bot that asks its webhook for the answers.
extension `A bot that is killed` {
  @Test func `no ask is lost, and none has two replies`() async throws {
    let kills = Int(Self.setting("POSTERN_CRASH_KILLS") ?? 12)
    let course = try await CrashCourse(seed: Self.setting("POSTERN_CRASH_SEED") ?? 1, bot: .ask)
    let violations = try await course.run(kills: kills)
    print(course.figures.text)
    #expect(violations == [])
    #expect(course.figures.wire.messages > kills * 10, "there was load")
    #expect(course.figures.wire.postsRepeated > 0, "some were asked again")
  }
}
