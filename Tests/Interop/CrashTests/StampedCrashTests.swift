import Testing

/// The same course with clients that put an id behind each text, as TRIfA and Antidote do.
extension `A bot that is killed` {
  @Test func `with ids behind the texts nothing is lost or seen twice in either direction`()
    async throws
  {
    let kills = Int(Self.setting("POSTERN_CRASH_KILLS") ?? 12)
    let course = try await CrashCourse(seed: Self.setting("POSTERN_CRASH_SEED") ?? 1, .stamping)
    let violations = try await course.run(kills: kills)
    print(course.figures.text)
    #expect(violations == [])
    #expect(course.figures.wire.messages > kills * 10, "there was load")
    #expect(course.figures.sentAgain > 0, "clients sent again what was not acknowledged")
    #expect(course.figures.wire.repliesRepeated == 0, "clients show each answer once")
  }
}
