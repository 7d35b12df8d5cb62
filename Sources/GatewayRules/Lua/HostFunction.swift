/// One function, method or field that the host gives to Lua, with what the reference page says.
struct HostFunction<Session: AnyObject>: Sendable {
  typealias Body = @Sendable (Session, inout HostCall) throws(HostError) -> Void

  /// The name under which Lua finds it.
  let name: String
  /// How it is written in a rule.
  let signature: String
  /// One or two sentences.
  let help: String
  let body: Body

  init(_ name: String, signature: String, help: String, _ body: @escaping Body) {
    self.name = name
    self.signature = signature
    self.help = help
    self.body = body
  }
}

/// Functions that belong together: one section of the reference page.
struct HostTable<Session: AnyObject>: Sendable {
  enum Place: Hashable, Sendable {
    case globals
    case table(String)
    case object(ObjectKind)
  }

  let title: String
  let about: String
  let place: Place
  var functions: [HostFunction<Session>] = []
  /// Members of an object that are read without a call.
  var fields: [HostFunction<Session>] = []
  /// Former members of an object: reading one is an error that names its replacement.
  var retired: [HostFunction<Session>] = []
}

/// A mistake of the rule's author; raised as a Lua error at the line of the call.
struct HostError: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

extension DefaultStringInterpolation {
  /// A name in quote signs, with "…" for those of its own: a contact may have written it, and where
  /// the message is logged what stands between the signs is left out (`Fault.textShown`).
  mutating func appendInterpolation(quoted name: String) {
    let scalars = name.unicodeScalars
    appendLiteral("\"")
    for scalar in scalars.prefix(Self.quotedMax) {
      if scalar == "\"" || scalar == "'" { appendLiteral("…") } else { appendInterpolation(scalar) }
    }
    appendLiteral(scalars.dropFirst(Self.quotedMax).isEmpty ? "\"" : "…\"")
  }

  private static var quotedMax: Int { 80 }
}
