import GatewayCore
import GatewayHTTP

/// Pages without any style.
enum PlainPage {
  static func signIn(_ form: SignInForm) -> WebBody {
    let failure = form.failure.map { "<p role=\"alert\">\(words(of: $0))</p>" } ?? ""
    let next = form.next.map { "<input type=\"hidden\" name=\"next\" value=\"\(escaped($0))\">" }
    return page(
      "Sign in",
      """
      \(failure)<form method="post" action="/sign-in">
      <input type="hidden" name="proof" value="\(escaped(form.proof))">\(next ?? "")
      <p><label>Token <input type="password" name="token" autocomplete="off"></label></p>
      <p><button>Sign in</button></p>
      </form>
      """)
  }

  private static func words(of failure: SignInFailure) -> String {
    switch failure {
    case .refused: "What you entered does not sign anyone in."
    case .tooMany: "There were too many attempts: wait a while."
    case .busy: "The bot is busy: try again in a while."
    }
  }

  static func problem(_ problem: WebProblem) -> WebBody {
    page("Error \(problem.status)", "<p>\(escaped(problem.sentence))</p><p><a href=\"/\">Inbox</a>")
  }

  static func inbox(_ conversations: [ConversationSummary], of client: WebClient) -> WebBody {
    let rows = conversations.map { conversation in
      "<li><bdi>\(escaped(conversation.contact))</bdi> (\(conversation.unread) unread)</li>"
    }
    return page(
      "Inbox",
      """
      <p>\(escaped(client.name))</p><ul>\(rows.joined(separator: "\n"))</ul>
      <form method="post" action="/sign-out">
      <input type="hidden" name="proof" value="\(escaped(client.proof))"><button>Sign out</button>
      </form>
      """)
  }

  private static func page(_ title: String, _ body: String) -> WebBody {
    WebBody(
      Array(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title)</title></head><body><main><h1>\(title)</h1>
        \(body)
        </main></body></html>
        """.utf8))
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
