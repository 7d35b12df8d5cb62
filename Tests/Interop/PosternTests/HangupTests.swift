import Foundation
import InteropSupport
import Testing

/// SIGHUP, which means a closed terminal to some and changed files to others.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A hangup` {
  private let place: Place

  private static let node = [
    "--port", "0", "--relay-port", "0", "--bind", "127.0.0.1", "--bootstrap", "none",
  ]

  init() throws {
    place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
  }

  @Test func `started on a terminal, a bot says goodbye and takes its socket along`() async throws {
    let options = RunningBot.direct + ["--bootstrap", "none"]
    let bot = try TerminalProgram(
      ["run", place.path("echo.lua"), "--home", place.path("home")] + options, in: place)
    try await bot.waitFor("Tox ID: ")
    #expect(FileManager.default.fileExists(atPath: place.path("home/control.sock")))
    // Shell and kernel both tell of a closed terminal.
    while let state = bot.state, state != "Z" {
      bot.signal(SIGHUP)
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try await bot.waitForEnd() == 0)
    #expect(!FileManager.default.fileExists(atPath: place.path("home/control.sock")))
    let node = try TerminalProgram(
      ["node", "--key", place.path("key")] + Self.node, in: place)
    try await node.waitFor("public key")
    node.signal(SIGHUP)
    #expect(try await node.waitForEnd() == 0)
  }

  /// `setsid` as a supervisor starts it, `nohup` as a person before logging out.
  @Test(arguments: ["test -d home", #"grep -q '"event":"ready"' out"#])
  func `started without a terminal, a bot reads its file anew, also when asked while it starts`(
    condition: String
  ) async throws {
    let script = """
      trap 'kill $bot 2>/dev/null' EXIT
      setsid "$@" >out 2>errors & bot=$!
      wait_for() { for i in $(seq 1200); do grep -q "$1" out && return; sleep 0.05; done; exit 99; }
      until \(condition); do sleep 0.01; kill -0 $bot || exit 98; done
      kill -HUP $bot
      wait_for '"event":"reloaded"'
      kill -TERM $bot
      wait $bot
      """
    let bot = try await place.runAside(
      ["run", "echo.lua", "--home", "home", "--json", "--bootstrap", "none"] + RunningBot.direct,
      shell: script)
    #expect(bot.status == 0, "\(bot.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.path("home/control.sock")))
  }

  @Test func `a node without a terminal is not killed by it`() async throws {
    let script = """
      trap 'kill $node 2>/dev/null' EXIT
      setsid "$@" >out 2>errors & node=$!
      for i in $(seq 1200); do grep -q ready out && break; sleep 0.05; done
      kill -HUP $node
      kill -TERM $node
      wait $node
      """
    let node = try await place.runAside(
      ["node", "--json", "--key", "key"] + Self.node, shell: script)
    #expect(node.status == 0, "\(node.errors)")
  }

  @Test func `where the kernel has no watches left, a changed file is read anew all the same`()
    async throws
  {
    let script = """
      trap 'kill $bot 2>/dev/null' EXIT
      echo 0 > /proc/sys/user/max_inotify_instances || exit 98
      setsid "$@" >out 2>errors & bot=$!
      wait_for() { for i in $(seq 1200); do grep -q "$1" out && return; sleep 0.05; done; exit 99; }
      wait_for '"event":"ready"'
      echo "contacts { accept = 'nobody' }" > echo.lua
      wait_for '"event":"reloaded"'
      kill -TERM $bot
      wait $bot || exit 97
      cat errors >&2
      """
    let bot = try await place.runAside(
      ["run", "echo.lua", "--home", "home", "--json", "--bootstrap", "none"] + RunningBot.direct,
      shell: script)
    #expect(bot.status == 0, "\(bot.errors)")
    let lines = bot.errors.split(separator: "\n").filter { $0.contains("every two seconds") }
    #expect(lines.count == 1 && lines[0].contains("echo.lua"), "\(bot.errors)")
  }

  @Test func `what a bot prints into a pipe has no colours`() async throws {
    let bot = try RunningBot(in: place, json: false)
    _ = try await bot.waitFor("Tox ID: ")
    #expect(try await bot.stop(afterSocketOf: place) == 0)
    #expect(!(try bot.output().contains("\u{1B}")))
  }
}
