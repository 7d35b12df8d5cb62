package import GatewayCore

/// A request of a browser, with everything in it decoded.
package struct WebRequest: Hashable, Sendable {
  package var route: WebRoute
  /// What the path names: `{contact}` as "contact".
  package var named: [String: String]
  package var query: WebFields
  /// Empty for GET. The form's own proof is checked, and left out.
  package var form: WebFields
  package var look: WebLook
  /// The id of the last event that a stream's client has seen.
  package var lastEvent: String?

  /// The field of the query by which a script says that it asks for a page by itself: that shows
  /// no person.
  package static let liveField = "live"

  static func isLive(_ target: RequestTarget) -> Bool {
    target.query.contains { $0.name == liveField }
  }

  package init(
    route: WebRoute, named: [String: String] = [:], query: WebFields = WebFields(),
    form: WebFields = WebFields(), look: WebLook = WebLook(), lastEvent: String? = nil
  ) {
    self.route = route
    self.named = named
    self.query = query
    self.form = form
    self.look = look
    self.lastEvent = lastEvent
  }
}

/// The fields of a query or a form, in their order. A name may stand several times, as for the
/// boxes of a list.
package struct WebFields: Hashable, Sendable {
  private struct Field: Hashable, Sendable {
    var name: String
    var value: String
  }

  private var fields: [Field] = []

  package init(_ fields: [(name: String, value: String)] = []) {
    self.fields = fields.map { Field(name: $0.name, value: $0.value) }
  }

  /// The value of a field; nil where it is not there, or more than once.
  package func one(_ name: String) -> String? {
    let values = all(name)
    return values.count == 1 ? values[0] : nil
  }

  package func all(_ name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  package var isEmpty: Bool { fields.isEmpty }

  func without(_ name: String) -> WebFields {
    var rest = self
    rest.fields.removeAll { $0.name == name }
    return rest
  }
}

/// How a browser wants its pages.
package struct WebLook: Hashable, Sendable {
  /// The languages of the browser, the best first, as two or three small letters: "de".
  package var languages: [String]
  /// The language that was chosen on a page.
  package var language: String?
  /// The colours that were chosen on a page: a word of the pages, such as "dark".
  package var theme: String?

  package init(languages: [String] = [], language: String? = nil, theme: String? = nil) {
    self.languages = languages
    self.language = language
    self.theme = theme
  }
}

/// A client with a session.
package struct WebClient: Hashable, Sendable {
  /// As for a client with a token.
  package var client: APIClient
  /// The number of the session.
  package var session: Int64
  /// Whether it is of a member of the staff, and not of a token.
  package var isMember: Bool
  /// What each form of its pages has in the field `proof`.
  package var proof: String

  package init(client: APIClient, session: Int64, isMember: Bool, proof: String) {
    self.client = client
    self.session = session
    self.isMember = isMember
    self.proof = proof
  }

  package var name: String { client.name }
  package var authorization: Authorization { client.authorization }
}
