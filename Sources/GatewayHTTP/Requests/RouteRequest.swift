import GatewayCore

extension Route {
  /// The application's request as on the control socket.
  ///
  /// - Parameters:
  ///   - named: the parts of the path.
  ///   - body: nil for a route that takes none.
  func members(
    named: [String: String], query: [(name: String, value: String)], body: JSONValue?
  ) throws(Problem) -> JSONValue {
    var members = [operationMember] + self.members
    func add(_ parameter: Parameter, _ value: JSONValue) {
      guard !parameter.member.isEmpty else { return }
      members.removeAll { $0.name == parameter.member }
      members.append(.init(parameter.member, value))
    }
    for parameter in parameters where parameter.place == .path {
      add(parameter, try parameter.value(of: named[parameter.name] ?? ""))
    }
    for (name, value) in query {
      let parameter = try parameter(name, in: .query)
      add(parameter, try parameter.value(of: value))
    }
    for member in try Self.members(of: body) {
      let parameter = try parameter(member.name, in: .body)
      add(parameter, try parameter.value(of: member.value))
    }
    for parameter in parameters where parameter.isNeeded {
      guard members.contains(where: { $0.name == parameter.member }) else {
        throw .invalid("The request lacks \(ShownName(parameter.name)).")
      }
    }
    return .object(members)
  }

  /// How long the answer may wait.
  func wait(_ query: [(name: String, value: String)]) throws(Problem) -> Duration {
    guard let parameter = parameters.first(where: { $0.name == Parameter.wait.name }),
      let value = query.first(where: { $0.name == parameter.name })?.value,
      case .integer(let seconds) = try parameter.value(of: value)
    else { return .zero }
    return .seconds(seconds)
  }

  var operationMember: JSONValue.Member {
    switch operation {
    case .command(let name): .init("command", .string(name))
    case .query(let name): .init("query", .string(name))
    case .subscription: .init("subscription", .string(Subscription.name))
    case .document: .init("document", .string("openapi"))
    case .content: .init("query", .string("file"))
    case .upload: .init("command", .string("upload"))
    case .probe(let probe): .init("probe", .string(probe.rawValue))
    }
  }

  private func parameter(_ name: String, in place: Parameter.Place) throws(Problem) -> Parameter {
    guard let parameter = parameters.first(where: { $0.place == place && $0.name == name }) else {
      let names = parameters.filter { $0.place == place }.map(\.name).joined(separator: ", ")
      throw .invalid(
        "\(ShownName(name)) is nothing that this \(place == .query ? "query" : "body") has"
          + (names.isEmpty ? "." : ": there are \(names)."))
    }
    return parameter
  }

  private static func members(of body: JSONValue?) throws(Problem) -> [JSONValue.Member] {
    guard let body else { return [] }
    guard case .object(let members) = body else { throw .invalid("The body is no JSON object.") }
    let names = Set(members.map(\.name))
    guard names.count == members.count else { throw .invalid("A member stands twice in the body.") }
    return members
  }
}
