import ToxCore

extension Scene {
  /// Reads a scene.
  ///
  /// - Throws: at the first line that is none of `Statement`, or names a node that was not
  ///   declared.
  public init(parsing text: String) throws(SceneSyntaxError) {
    var parser = SceneParser()
    lines = []
    title = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if title.isEmpty, line.hasPrefix("# ") { title = String(line.dropFirst(2)) }
      var words = try SceneWords(line, line: index + 1)
      guard !words.isEmpty else { continue }
      let statement = try parser.statement(&words)
      try words.finish()
      lines.append(Line(number: index + 1, text: String(line), statement: statement))
    }
  }
}

/// Knows what was declared so far.
private struct SceneParser {
  private var nodes: [String] = []
  private var sites: [String] = []
  private var profile = LinkProfile()

  mutating func statement(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    let first = try words.word("a statement")
    switch first {
    case "network":
      profile = try linkProfile(&words)
      return .network(profile)
    case "link": return .link(try name(&words), try name(&words), try linkProfile(&words))
    case "site": return try site(&words)
    case "node": return try declaration([try words.word("a name")], &words)
    case "nodes":
      let stem = try words.word("a name")
      let count = try words.count("number of nodes")
      return try declaration((0..<count).map { "\(stem)\($0 + 1)" }, &words)
    case "restart": return .restart(try name(&words), keepsHints: !words.takes("without", "hints"))
    case "stop": return .stop(try name(&words), saysGoodbye: true)
    case "kill": return .stop(try name(&words), saysGoodbye: false)
    case "start": return .start(try name(&words))
    case "freeze": return try freeze(&words)
    case "thaw": return .thaw(try name(&words))
    case "partition": return try partition(&words)
    case "heal": return .heal
    case "relay": return .relay(try name(&words), try condition(&words))
    case "udp": return try datagrams(&words)
    case "clock": return try clock(&words)
    case "wait": return .wait(try words.time())
    case "within": return .within(try words.time(), try expectation(&words))
    case "for": return .throughout(try words.time(), try expectation(&words))
    default: return try deed(of: try known(first, words), &words)
    }
  }

  private func deed(
    of actor: String, _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Statement {
    let verb = try words.word("a verb")
    switch verb {
    case "bootstraps": return .bootstrap(actor, through: try names(&words))
    case "uses": return .useRelays(actor, try names(&words))
    case "discovers": return .discover(actor)
    case "adds": return .add(actor, peer: try name(&words), request: words.quoted())
    case "accepts": return .accept(actor, peer: try name(&words))
    case "says": return try speech(by: actor, &words)
    case "sends": return try files(of: actor, &words)
    case "pauses": return .pause(actor, true, of: try name(&words))
    case "resumes": return .pause(actor, false, of: try name(&words))
    case "holds": return .consume(actor, false, of: try optionalName(&words))
    case "consumes": return .consume(actor, true, of: try optionalName(&words))
    default: throw words.error("\(actor) can't \"\(verb)\"")
    }
  }

  private func speech(
    by actor: String, _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Statement {
    if let text = words.quoted() {
      try words.expect("to")
      return .say(actor, .text(text), to: try name(&words), window: 64)
    }
    let count = try words.count("number of messages")
    try words.expect("messages")
    try words.expect("to")
    let peer = try name(&words)
    var size = 0
    if words.takes("of") {
      size = try words.count("number of bytes")
      try words.expect("bytes")
    }
    let window = words.takes("window") ? try words.count("window") : 64
    return .say(actor, .messages(count: count, size: size), to: peer, window: window)
  }

  private func expectation(
    _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Expectation {
    let subject = try name(&words)
    let verb = try words.word("an expectation")
    switch verb {
    case "joined": return .joined(subject)
    case "announced": return .announced(subject)
    case "online-at": return .online(subject, at: try name(&words), true)
    case "offline-at": return .online(subject, at: try name(&words), false)
    case "asked":
      try words.expect("by")
      return .asked(subject, by: try name(&words), request: words.quoted())
    case "heard": return try heard(by: subject, &words)
    case "has":
      return try possession(of: subject, &words)
    default: throw words.error("there is no expectation \"\(verb)\"")
    }
  }

  private func possession(
    of subject: String, _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Expectation {
    let count = try words.count("number of receipts or files")
    if words.takes("files", "from") {
      return .files(subject, from: try name(&words), count: count)
    }
    if words.takes("files", "at") {
      return .filesSent(subject, at: try name(&words), count: count)
    }
    try words.expect("receipts")
    try words.expect("from")
    return .receipts(subject, from: try name(&words), count: count)
  }

  private func files(
    of actor: String, _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Statement {
    let count = try words.count("number of files")
    try words.expect("files")
    try words.expect("of")
    let size = try words.count("number of bytes")
    try words.expect("bytes")
    try words.expect("to")
    let peer = try name(&words)
    return .sendFiles(
      actor, to: peer, count: count, size: size, asStreams: words.takes("as", "streams"))
  }

  private func heard(
    by subject: String, _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Expectation {
    if let text = words.quoted() {
      try words.expect("from")
      return .heardText(subject, from: try name(&words), text: text)
    }
    let count = try words.count("number of messages")
    try words.expect("from")
    let peer = try name(&words)
    let inOrder = words.takes("in", "order")
    return .heard(subject, from: peer, count: count, inOrder: inOrder, once: words.takes("once"))
  }

  private mutating func site(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    let site = try words.word("a name")
    guard let kind = NATKind(rawValue: try words.word("a kind of NAT")) else {
      throw words.error("no such NAT; there are \(NATKind.allCases.map(\.rawValue))")
    }
    sites.append(site)
    return .site(site, kind)
  }

  private mutating func declaration(
    _ declared: [String], _ words: inout SceneWords
  ) throws(SceneSyntaxError) -> Statement {
    for name in declared where nodes.contains(name) {
      throw words.error("\(name) is there already")
    }
    var home = Home()
    if words.takes("at") {
      let name = try words.word("a site")
      guard sites.contains(name) else { throw words.error("there is no site \(name)") }
      home.site = name
    }
    home.usesUDP = !words.takes("without", "udp")
    home.servesRelay = words.takes("as", "relay")
    let bootstraps = words.takes("bootstrap") ? try names(&words) : []
    nodes += declared
    return .nodes(declared, home, bootstraps: bootstraps)
  }

  private func condition(_ words: inout SceneWords) throws(SceneSyntaxError) -> RelayCondition {
    guard let condition = RelayCondition(rawValue: try words.word("what a relay does")) else {
      throw words.error("a relay \(RelayCondition.allCases.map(\.rawValue))")
    }
    return condition
  }

  private func datagrams(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    let node = try name(&words)
    let pass = words.takes("on")
    if !pass { try words.expect("off") }
    return .datagrams(node, pass: pass)
  }

  private func freeze(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    let node = try name(&words)
    try words.expect("keeping")
    let count = try words.count("number of datagrams")
    try words.expect("datagrams")
    return .freeze(node, keeping: count)
  }

  private func partition(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    var sides: [[String]] = [[]]
    while !words.isEmpty {
      if words.takes("|") {
        sides.append([])
      } else {
        sides[sides.count - 1].append(try name(&words))
      }
    }
    guard sides.count > 1 else { throw words.error("a partition has sides: a b | c") }
    return .partition(sides)
  }

  private func clock(_ words: inout SceneWords) throws(SceneSyntaxError) -> Statement {
    let node = try name(&words)
    let isBack = words.takes("back")
    if !isBack { try words.expect("ahead") }
    let seconds = try words.time().nanoseconds / 1_000_000_000
    return .clock(node, seconds: isBack ? -seconds : seconds)
  }

  /// What is not said stays as it is for the whole network.
  private func linkProfile(_ words: inout SceneWords) throws(SceneSyntaxError) -> LinkProfile {
    var profile = profile
    while !words.isEmpty {
      switch try words.word("a property of the network") {
      case "delay": profile.delay = try words.time()
      case "jitter": profile.jitter = try words.time()
      case "loss": profile.loss = try words.chance()
      case "duplicate": profile.duplicate = try words.chance()
      case "reorder": profile.reorder = try words.chance()
      case "rate": profile.streamRate = Int64(try words.count("rate")) * 1_000
      case let other: throw words.error("a network has no \(other)")
      }
    }
    return profile
  }

  private func names(_ words: inout SceneWords) throws(SceneSyntaxError) -> [String] {
    var names = [try name(&words)]
    while !words.isEmpty { names.append(try name(&words)) }
    return names
  }

  private func optionalName(_ words: inout SceneWords) throws(SceneSyntaxError) -> String? {
    words.isEmpty ? nil : try name(&words)
  }

  private func name(_ words: inout SceneWords) throws(SceneSyntaxError) -> String {
    try known(try words.word("a name"), words)
  }

  private func known(
    _ name: String, _ words: SceneWords
  ) throws(SceneSyntaxError) -> String {
    guard nodes.contains(name) else { throw words.error("there is no node \(name)") }
    return name
  }
}
