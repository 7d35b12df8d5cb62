import Foundation
import InteropSupport
import Testing

/// A home on a small file system that is really full, and no bot that runs on it.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A full disk` {
  /// A bot has run once, its inbox holds an answer, and the disk has no byte left.
  private static let fill = """
    mkdir home && mount -t tmpfs -o size=24m,mode=0700 tmpfs home
    postern=$1
    run() { "$postern" run echo.lua --home home --json --no-lan-discovery --port 0 >/dev/null & }
    run; bot=$!
    for _ in $(seq 400); do [ -S home/control.sock ] && break; sleep 0.05; done
    kill "$2" $bot; wait $bot
    ask() { "$postern" "$@" --home home 2>&1; echo "status $?"; }
    ask contact add \(key) >/dev/null
    name=$("$postern" contact list --home home | cut -d' ' -f1)
    ask inbox reply "$name" "a word about SECRETMARK" >/dev/null
    [ -s home/reserve ] && echo "there is a reserve"
    cat /dev/zero >home/ballast 2>/dev/null
    """
  private static let key = String(repeating: "9F", count: 31) + "05"

  private func run(_ script: String, signal: String) throws -> [String] {
    let place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "echo.lua")
    let whole = try Command(["-" + signal], in: place.directory, shell: Self.fill + "\n" + script)
    try #require(whole.status == 0, "\(whole.errors)")
    return whole.output.split(separator: "\n").map(String.init)
  }

  /// After a clean end, and after `kill -9`.
  @Test(arguments: ["TERM", "KILL"])
  func `reading, erasing and removing work while no byte is free`(signal: String) throws {
    let lines = try run(
      """
      ask inbox list --all
      ask contact list
      ask id
      ask contact note "$name" tip
      ask inbox erase 1 --yes
      ask contact remove "$name"
      ask contact list
      grep -l SECRETMARK home/state.sqlite* || echo "no trace"
      [ -s home/reserve ] && echo "there is a reserve again"
      """, signal: signal)
    #expect(lines.first == "there is a reserve" && lines.last == "there is a reserve again")
    #expect(lines.contains { $0.hasPrefix("1 ") && $0.hasSuffix("a word about SECRETMARK") })
    #expect(lines.filter { $0.hasSuffix("  accepted") }.count == 1)
    #expect(lines.filter { $0 == "status 0" }.count == 7)
    #expect(lines.filter { $0.hasPrefix("status") }.count == 7, "\(lines)")
    #expect(lines.contains("no trace"))
  }

  @Test func `what had to be deleted step by step is counted in the answer`() throws {
    let lines = try run(#"ask contact remove "$name""#, signal: "TERM")
    #expect(lines.contains { $0.contains("1 message") && $0.contains("1 answer") }, "\(lines)")
  }
}
