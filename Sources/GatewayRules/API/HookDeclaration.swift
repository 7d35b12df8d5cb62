import GatewayCore

extension RuleAPI {
  static let hooks = HostTable<RuleSession>(
    title: "Incoming hooks",
    about: """
      Other programs call a bot at `/hooks/NAME` of its HTTP interface, see `api`, with a proof and \
      without a token: [Hooks](../../Gateway/Gateway.docc/Hooks.md). They stand at the top of the file.
      """,
    place: .globals,
    functions: [
      declaration(
        "hook",
        signature:
          #"hook("deploy", { verify = "github", secret = secret "NAME" }, function(request) … end)"#,
        help: """
          Handles the requests that hold the proof. `verify` says how they are proven: "standard" \
          (Standard Webhooks: `whsec_…`, or the public `whpk_…`), "github", "gitlab", "slack", "bearer", \
          or "alertmanager" (a bearer's token or a password, as Alertmanager and Grafana send it). \
          `secret` is what the sender has too, of at least \(HookProof.secretBytesMin) bytes; while one \
          replaces another it is a list: `{ secret "NEW", secret "OLD" }`. What the function asks for is on \
          the disk before the sender gets its answer. That is what it returns: a text, a table, which \
          becomes JSON, or nothing; or what `request:respond` says. An error is answered with 500, nothing \
          of what it asked for happens, and the sender tries again. A request that the sender repeats gets \
          the first answer, and the function does not run again. A bot has \(IncomingHook.countMax) \
          hooks at most.
          """, declareHook)
    ])

  private static func declareHook(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(0, "a hook's name")
    guard IncomingHook.isName(name) else {
      throw HostError(
        "a hook's name stands in its path: 1 to 64 letters, digits, \"-\" and \"_\" without marks")
    }
    guard !session.configuration.hooks.contains(where: { $0.name == name }) else {
      throw HostError("there are two hooks \(quoted: name)")
    }
    guard session.configuration.hooks.count < IncomingHook.countMax else {
      throw HostError("a bot has \(IncomingHook.countMax) hooks at most")
    }
    let owner = "hook \"\(name)\""
    let options = try Options(call.value(1), of: owner, known: ["verify", "secret"])
    guard let scheme = try options.choice("verify", HookScheme.self) else {
      throw HostError(
        "\(owner) needs verify: one of \(HookScheme.allCases.map(\.rawValue).quotedList)")
    }
    let proofs = try session.proofs(options, of: owner, scheme)
    guard call.isFunction(2) else {
      throw call.mismatch(2, what: "a hook's handler", wanted: "a function")
    }
    let slot = session.makeSlot()
    call.keepFunction(2, in: slot)
    session.hookSlots[name] = slot
    session.configuration.hooks.append(IncomingHook(name: name, scheme: scheme, proofs: proofs))
  }
}

extension RuleSession {
  /// Secrets that a hook accepts at one time.
  private static let secretsMax = 4

  /// `secret = …`, or a list of them. One that is made up proves nothing.
  fileprivate func proofs(
    _ options: Options, of owner: String, _ scheme: HookScheme
  ) throws(HostError) -> [HookProof] {
    guard let value = options["secret"] else {
      throw HostError("\(owner) needs secret = secret \"NAME\", which its sender has too")
    }
    let values = value.elements ?? [value]
    guard values.count <= Self.secretsMax else {
      throw HostError("\(owner) has more than \(Self.secretsMax) secrets")
    }
    var proofs: [HookProof] = []
    for value in values {
      let text: String?
      switch value {
      case .object(.secret, let handle): text = secrets[Int(handle)].value
      case .string(let plain): text = plain
      default:
        throw options.mismatch("secret", wanted: "a secret or a list of them", value: value)
      }
      guard let text else { continue }
      do throws(SettingMistake) { proofs.append(try HookProof(text, for: scheme)) } catch {
        throw HostError("secret of \(owner) \(error)")
      }
    }
    return proofs
  }
}
