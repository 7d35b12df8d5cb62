import Foundation
import InteropSupport
import Testing

/// What a stolen disk, a crash or another process of the same user could get of a running bot.
@Suite(.mayBlock) struct `Closed memory` {
  @Test func `a bot leaves no core, and no memory in a backtrace`() async throws {
    let place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let process = "/proc/\(bot.processIdentifier)"
    let limits = try String(contentsOfFile: process + "/limits", encoding: .utf8)
    let core = try #require(limits.split(separator: "\n").first { $0.contains("core file") })
    #expect(core.split(separator: " ").filter { $0 == "0" }.count == 2)
    // To any but root nothing shows: the process is closed to its own user.
    if let environment = try? String(contentsOfFile: process + "/environ", encoding: .utf8) {
      #expect(environment.contains("SWIFT_BACKTRACE=registers=none"))
    } else {
      #expect(geteuid() != 0)
    }
    #expect(try await bot.stop() == 0)
  }

  @Test func `a descriptor that is closed at the start is no file of the bot's`() throws {
    let place = try Place()
    let command = try place.run(
      "key", "new", "--home", "home", shell: #"exec "$@" <&- >&- 2>&-"#)
    #expect(command.status == 0)
    #expect(try place.run("id", "--home", "home").status == 0)
  }
}
