import Foundation
import GatewayCore
import HTTPTypes
import TestSupport
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// The route table of the HTTP interface beside the application interface.
@Suite struct `Routes` {
  /// Requests that no route is for, each with the reason.
  private static let without = [
    "inbox_numbers": "pages of messages have the numbers",
    "answers_underway": "a message tells that it is sent",
    "seal": "the keys of a home change at its machine, with the bot's file",
    "seal_envelopes": "what it has is for `postern inbox reseal`, where the key is",
    "seal_envelopes_replace": "a token must not take away what opens the inbox",
    "file_part": "/v1/files/{file}/content has ranges",
  ]

  @Test func `each command and query has a route, with its scope`() {
    var scopes: [Route.Operation: Scope] = [:]
    for command in ApplicationRequest.commands { scopes[.command(command.name)] = command.scope }
    for query in ApplicationRequest.queries { scopes[.query(query.name)] = query.scope }
    scopes[.subscription] = Subscription.scope
    for route in RouteTable.standard.routes {
      guard route.isRequest || route.operation == .subscription else { continue }
      #expect(scopes[route.operation] == route.scope, "\(route.path)")
    }
    let served = Set(RouteTable.standard.routes.map(\.operation))
    for operation in scopes.keys {
      let name =
        switch operation {
        case .command(let name), .query(let name): name
        case .subscription: Subscription.name
        case .document, .content, .upload: "openapi"
        case .probe(let probe): probe.rawValue
        }
      #expect(served.contains(operation) != (Self.without[name] != nil), "\(name)")
    }
  }

  @Test func `what a route makes of all its parameters is a request`() throws {
    for route in RouteTable.standard.routes where route.isRequest {
      let path = route.parameters.filter { $0.place == .path }.map { ($0.name, $0.kind.sampleText) }
      let query = route.parameters.filter { $0.place == .query }
      let body = route.parameters.filter { $0.place == .body }
      let members = try route.members(
        named: Dictionary(uniqueKeysWithValues: path),
        query: query.map { ($0.name, $0.kind.sampleText) },
        body: route.takesBody
          ? .object(body.map { .init($0.name, $0.kind.sample) }) : nil)
      let request = try JSONDecoder().decode(
        ApplicationRequest.self, from: Data(members.text.utf8))
      #expect(route.operation == Self.operation(of: request))
    }
  }

  @Test func `what a client makes of a request is what its route reads`() throws {
    let requests =
      InterfaceExamples.commands.map { ApplicationRequest.command($0.0) }
      + InterfaceExamples.queries.map { ApplicationRequest.query($0.0) }
    // Several messages at once, all contacts in one page, files of the machine, texts that are not
    // kept, and what a client says for its person.
    let others: Set = [
      "inbox_messages", "inbox_close", "contact_list", "file_send", "send", "conversation_list",
    ]
    var without: Set<String> = []
    for request in requests {
      let members = try JSONValue(json: JSONEncoder().encode(request))
      guard let call = RouteCall(members) else {
        without.insert(request.name)
        continue
      }
      let target = try RequestTarget(call.target)
      let method = try #require(HTTPRequest.Method(call.method))
      let (route, named) = try RouteTable.standard.find(method, target.path)
      let read = try route.members(
        named: named, query: target.query, body: try call.body.map { try JSONValue(json: $0) })
      #expect(
        try JSONDecoder().decode(ApplicationRequest.self, from: Data(read.text.utf8)) == request,
        "\(call.target)")
      #expect(call.isRepeatable == route.isRepeatable)
    }
    #expect(without == others.union(Self.without.keys))
  }

  private static func operation(of request: ApplicationRequest) -> Route.Operation {
    switch request {
    case .command: .command(request.name)
    case .query: .query(request.name)
    }
  }

  @Test func `the page has each route with its scope`() throws {
    let page = try Repository.text(of: "Sources/Gateway/Gateway.docc/API.md")
    for route in RouteTable.standard.routes {
      let name = "\(route.method.rawValue) \(route.path)"
      let scope = route.scope.map { "`\($0.rawValue)`" } ?? "any"
      let row = "| `\(name)` | \(scope) | \(route.help) |"
      #expect(page.contains("\n\(row)\n"), "\(row)")
    }
  }

  @Test func `the document describes each reply as the examples of the interface have it`() throws {
    for (reply, text) in InterfaceExamples.replies {
      let example = try JSONValue(json: text.utf8)
      #expect(Self.fault(of: example, Schema.reply(reply.name).json) == nil, "\(text)")
    }
  }

  /// What of a value is not as its schema says; nil where nothing is.
  private static func fault(of value: JSONValue, _ schema: JSONValue) -> String? {
    guard case .object(let rules) = schema else { return "no schema" }
    func rule(_ name: String) -> JSONValue? { rules.first { $0.name == name }?.value }
    if case .string(let reference)? = rule("$ref") {
      let name = reference.split(separator: "/").last.map(String.init)
      guard let found = Schema.components.first(where: { $0.name == name }) else {
        return "no \(reference)"
      }
      return fault(of: value, found.schema.json)
    }
    if case .array(let words)? = rule("enum"), !words.contains(value) { return "\(value.text)" }
    switch (rule("type"), value) {
    case (.string("object"), .object(let members)):
      guard case .object(let known)? = rule("properties") else { return nil }
      if case .array(let needed)? = rule("required"),
        let missing = needed.first(where: { name in !members.contains { .string($0.name) == name } }
        )
      {
        return "no \(missing.text)"
      }
      for member in members {
        guard let schema = known.first(where: { $0.name == member.name })?.value else {
          return "unknown \(member.name)"
        }
        if let fault = fault(of: member.value, schema) { return "\(member.name): \(fault)" }
      }
      return nil
    case (.string("array"), .array(let elements)):
      guard let schema = rule("items") else { return nil }
      return elements.lazy.compactMap { Self.fault(of: $0, schema) }.first
    case (.string("string"), .string), (.string("integer"), .integer),
      (.string("boolean"), .boolean):
      return nil
    default: return "\(value.text) has another type"
    }
  }

  @Test func `no two routes have the same method and path`() {
    let routes = RouteTable.standard.routes
    #expect(Set(routes.map { "\($0.method) \($0.path)" }).count == routes.count)
  }
}

extension Route {
  /// Whether it stands for a command or a query.
  fileprivate var isRequest: Bool {
    switch operation {
    case .command, .query: true
    case .subscription, .document, .probe, .content, .upload: false
    }
  }
}

extension Parameter.Kind {
  fileprivate var sampleText: String {
    switch sample {
    case .string(let text): text
    case .integer(let number): String(number)
    case .boolean(let boolean): String(boolean)
    case .array(let elements):
      elements.map { element in
        if case .string(let text) = element { text } else { element.text }
      }.joined(separator: ",")
    default: ""
    }
  }

  fileprivate var sample: JSONValue {
    switch self {
    case .text, .textOrNull, .name: .string("x")
    case .publicKey: .string(String(repeating: "0a", count: 32))
    case .number(let range): .integer(range.lowerBound)
    case .boolean: .boolean(true)
    case .time: .string("2026-01-05T10:00:00Z")
    case .choice(let words): .string(words[0])
    case .numbers: .array([.integer(1)])
    case .words: .string("x")
    case .wait: .integer(1)
    case .texts: .array([.string("x")])
    case .lifetime(let range): .integer(range.lowerBound)
    case .choices(let words): .array([.string(words[0])])
    case .contacts: .array([.string("x")])
    case .members(let known): .object(known.map { .init($0.name, $0.kind.sample) })
    }
  }
}
