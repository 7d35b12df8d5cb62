public import ToxCore

/// A scene for nodes: one statement a line. The cases below document the language.
public struct Scene: Sendable {
  /// The first comment line.
  public var title: String
  public var lines: [Line]

  public struct Line: Sendable {
    /// From 1.
    public var number: Int
    public var text: String
    public var statement: Statement
  }
}

/// What a line of a scene does. NAME stands for a node's name, TIME for `20ms`, `5s`, `2min`,
/// `24h`.
public enum Statement: Hashable, Sendable {
  /// `network [delay TIME] [jitter TIME] [loss N%] [duplicate N%] [reorder N%] [rate N]`: every
  /// path; the rate is that of a TCP connection, in kilobytes a second.
  case network(LinkProfile)
  /// `link NAME NAME …` as above: the path between two nodes, both ways.
  case link(String, String, LinkProfile)
  /// `site NAME full-cone|restricted|port-restricted|symmetric`: a home behind a router.
  case site(String, NATKind)
  /// `node NAME [at SITE] [without udp] [as relay] [bootstrap NAME…]`, or `nodes NAME COUNT …` for
  /// NAME1, NAME2 and so on.
  case nodes([String], Home, bootstraps: [String])
  /// `NAME bootstraps NAME…`
  case bootstrap(String, through: [String])
  /// `NAME uses NAME…`: connects through their TCP relays.
  case useRelays(String, [String])
  /// `relay NAME works|refuses|swallows|stalls`
  case relay(String, RelayCondition)
  /// `udp NAME on|off`: whether its datagrams pass.
  case datagrams(String, pass: Bool)
  /// `NAME discovers`: looks for neighbours on the local network.
  case discover(String)
  /// `NAME adds NAME ["request"]`: with a friend request, or by bare key.
  case add(String, peer: String, request: String?)
  /// `NAME accepts NAME`: now, or when the request comes.
  case accept(String, peer: String)
  /// `NAME says "text" to NAME`, or `NAME says COUNT messages to NAME [of SIZE bytes] [window N]`.
  case say(String, Speech, to: String, window: Int)
  /// `NAME holds [NAME]`, `NAME consumes [NAME]`: whether messages, of all contacts or of one, are
  /// acknowledged as they come.
  case consume(String, Bool, of: String?)
  /// `NAME sends COUNT files of SIZE bytes to NAME [as streams]`: and again where they were cut
  /// off.
  case sendFiles(String, to: String, count: Int, size: Int, asStreams: Bool)
  /// `NAME pauses NAME`, `NAME resumes NAME`: all transfers between them.
  case pause(String, Bool, of: String)
  /// `restart NAME [without hints]`: pulls the plug and starts again at once.
  case restart(String, keepsHints: Bool)
  /// `stop NAME` says goodbye, `kill NAME` does not.
  case stop(String, saysGoodbye: Bool)
  /// `start NAME`
  case start(String)
  /// `freeze NAME keeping COUNT datagrams`: its program stands still. What comes meanwhile waits
  /// for it, up to so many datagrams; the others are lost.
  case freeze(String, keeping: Int)
  /// `thaw NAME`
  case thaw(String)
  /// `partition NAME… | NAME…`
  case partition([[String]])
  /// `heal`: ends the partition.
  case heal
  /// `clock NAME ahead TIME` or `back TIME`: sets the wall clock wrong.
  case clock(String, seconds: Int64)
  /// `wait TIME`
  case wait(Interval)
  /// `within TIME EXPECTATION`: goes on as soon as it holds, fails if it never does.
  case within(Interval, Expectation)
  /// `for TIME EXPECTATION`: fails as soon as it does not hold.
  case throughout(Interval, Expectation)
}

/// How a node lives.
public struct Home: Hashable, Sendable {
  /// Nil: on the open internet.
  public var site: String?
  /// Whether it may use datagrams. Without them it uses no relay but those that it was told of.
  public var usesUDP = true
  public var servesRelay = false
}

/// What a node's user says.
public enum Speech: Hashable, Sendable {
  case text(String)
  case messages(count: Int, size: Int)
}

/// What a scene may expect.
public enum Expectation: Hashable, Sendable {
  /// `NAME joined`: some DHT node answers it.
  case joined(String)
  /// `NAME announced`: strangers can find it.
  case announced(String)
  /// `NAME online-at NAME`, `NAME offline-at NAME`: as the second one sees it.
  case online(String, at: String, Bool)
  /// `NAME asked by NAME ["request"]`: a friend request came.
  case asked(String, by: String, request: String?)
  /// `NAME heard "text" from NAME`
  case heardText(String, from: String, text: String)
  /// `NAME heard COUNT from NAME [in order] [once]`: the first COUNT messages said, and no others.
  case heard(String, from: String, count: Int, inOrder: Bool, once: Bool)
  /// `NAME has COUNT receipts from NAME`
  case receipts(String, from: String, count: Int)
  /// `NAME has COUNT files from NAME`: whole and exact.
  case files(String, from: String, count: Int)
  /// `NAME has COUNT files at NAME`: as NAME's receipts say.
  case filesSent(String, at: String, count: Int)
}

/// A line that is no statement.
public struct SceneSyntaxError: Error, Hashable, CustomStringConvertible {
  public var line: Int
  public var reason: String

  public var description: String { "line \(line): \(reason)" }
}
