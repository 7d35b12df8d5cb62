package import GatewayCore
import HTTPTypes

/// What a client sends for a request of the application interface: the route table, read from the
/// other side.
package struct RouteCall: Hashable, Sendable {
  /// "POST"
  package var method: String
  /// The path, and the query where there is one.
  package var target: String
  /// JSON.
  package var body: [UInt8]?
  /// Whether it may be repeated with an Idempotency-Key.
  package var isRepeatable: Bool

  /// - Parameter members: of the request, as on the control socket.
  /// - Returns: nil where no route means the same.
  package init?(_ members: JSONValue) {
    guard case .object(let members) = members,
      let call = RouteTable.standard.routes.lazy.compactMap({ $0.call(members) }).first
    else { return nil }
    self = call
  }

  /// Where the events are followed.
  package static let events = RouteCall(method: "GET", target: "/v1/events", isRepeatable: false)

  fileprivate init(method: String, target: String, body: [UInt8]? = nil, isRepeatable: Bool) {
    self.method = method
    self.target = target
    self.body = body
    self.isRepeatable = isRepeatable
  }
}

extension Route {
  /// - Returns: nil where the members are of another route's request.
  fileprivate func call(_ members: [JSONValue.Member]) -> RouteCall? {
    guard members.contains(operationMember) else { return nil }
    var named: [String: String] = [:]
    var query: [String] = []
    var body: [JSONValue.Member] = []
    for member in members where member != operationMember {
      guard let parameter = parameters.first(where: { $0.member == member.name }) else {
        guard self.members.contains(member) else { return nil }
        continue
      }
      guard let value = parameter.written(member.value) else { return nil }
      switch parameter.place {
      case .path:
        guard let text = parameter.text(of: value) else { return nil }
        named[parameter.name] = text
      case .query:
        guard let text = parameter.text(of: value) else { return nil }
        query.append("\(parameter.name)=\(Percent.encoded(text))")
      case .body: body.append(.init(parameter.name, value))
      }
    }
    // What the server would add would make another request of it.
    let needed = parameters.filter(\.isNeeded).map(\.member) + self.members.map(\.name)
    guard needed.allSatisfy({ name in members.contains { $0.name == name } }) else { return nil }
    let path = pattern.segments.map { segment in
      switch segment {
      case .word(let word): "/\(word)"
      case .parameter(let name): "/\(Percent.encoded(named[name] ?? ""))"
      }
    }
    return RouteCall(
      method: method.rawValue,
      target: path.joined() + (query.isEmpty ? "" : "?\(query.joined(separator: "&"))"),
      body: takesBody ? Array(JSONValue.object(body).text.utf8) : nil, isRepeatable: isRepeatable)
  }
}

extension Parameter {
  /// The value as a client writes it; nil where it can't.
  fileprivate func written(_ value: JSONValue) -> JSONValue? {
    switch (kind, value) {
    case (.lifetime, .integer(let milliseconds)):
      milliseconds.isMultiple(of: 1_000) ? .integer(milliseconds / 1_000) : nil
    case (.members(let known), .object(let members)):
      members.reduce(.object([])) { written, member in
        guard case .object(let members)? = written,
          let parameter = known.first(where: { $0.member == member.name }),
          let value = parameter.written(member.value)
        else { return nil }
        return .object(members + [.init(parameter.name, value)])
      }
    default: value
    }
  }

  /// A value in a path or a query.
  fileprivate func text(of value: JSONValue) -> String? {
    switch (kind, value) {
    case (_, .string(let text)): text
    case (_, .integer(let number)): String(number)
    case (_, .boolean(let flag)): String(flag)
    case (.words, .array(let elements)): elements.joined(by: " ")
    case (.choices, .array(let elements)): elements.joined(by: ",")
    case (.numbers, .array(let elements)):
      if elements.count == 1, case .integer(let number) = elements[0] {
        String(number)
      } else {
        nil
      }
    default: nil
    }
  }
}

extension [JSONValue] {
  fileprivate func joined(by separator: String) -> String? {
    let texts = compactMap { if case .string(let text) = $0 { text } else { nil } }
    return texts.count == count ? texts.joined(separator: separator) : nil
  }
}
