import GatewayCore
import GatewayHTTP
import GatewayPages

/// Pages about the desk itself.
extension BotWeb {
  func audit(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let author = request.query.one("author") ?? ""
    let before = request.query.one("before").flatMap { Int64($0) }
    let query = AuditListQuery.auditList(
      of: author.isEmpty ? nil : author, before: before, limit: AuditPage.rowsMax + 1)
    let found = try await ask(.query(query), of: client) { reply in
      if case .audit(let entries) = reply { entries } else { nil }
    }
    var page = AuditPage(entries: Array(found.prefix(AuditPage.rowsMax)), author: author)
    if found.count > AuditPage.rowsMax { page.next = page.entries.last?.id }
    return .page(WebBody(page.html(in: frame(request, of: client, here: "/audit"))))
  }

  func statistics(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let statistics = try await ask(.query(.deskStatistics()), of: client) { reply in
      if case .statistics(let statistics) = reply { statistics } else { nil }
    }
    let frame = frame(request, of: client, here: "/statistics")
    return .page(WebBody(StatisticsPage(statistics).html(in: frame)))
  }
}
