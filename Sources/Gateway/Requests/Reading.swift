public import GatewayCore

/// A query whose answer depends on the member of the staff that asks.
protocol ReaderQuery: HomeQuery {
  var triage: TriageFilter { get set }
}

/// A query of what belongs to the member of the staff that asks.
protocol AuthoredQuery: HomeQuery {
  var reader: String { get set }
}

extension ApplicationRequest {
  /// The request of a client whose name its transport knows.
  public func read(by author: Author) -> ApplicationRequest {
    switch self {
    case .query(var query as any ReaderQuery):
      query.triage.reader = author.name
      return .query(query)
    case .query(var query as any AuthoredQuery):
      query.reader = author.name
      return .query(query)
    default: return self
    }
  }
}

/// A query that selects messages.
protocol SelectionQuery: ReaderQuery {
  var selection: InboxSelection { get set }
}

extension SelectionQuery {
  var triage: TriageFilter {
    get { selection.filter.triage }
    set { selection.filter.triage = newValue }
  }
}
