package import GatewayCore

/// What the web inbox shows: the pages of one bot, and the sessions of those that read them.
package protocol WebApplication: Sendable {
  /// The client whose session has this secret; nil where there is none, or where its time is over.
  ///
  /// - Parameter isActivity: whether a person is there, which gives the session time.
  func client(ofSession secret: String, isActivity: Bool) -> WebClient?
  /// Whether its session still is one: what takes longer than one answer asks again.
  func isValid(_ client: WebClient) -> Bool
  /// A new secret of 43 letters and digits, for a browser without a session.
  func newVisit() -> String
  /// What the forms of a browser have that holds this secret, of a session or a visit.
  func proof(for secret: String) -> String
  /// Whether a form has the proof. Compares in constant time.
  func isProof(_ text: String, for secret: String) -> Bool

  func signIn(_ attempt: SignInAttempt) async -> SignInResult
  func signOut(_ client: WebClient) async

  /// The server stops: what sessions hold in memory is over.
  func serverStops()

  func signInForm(_ form: SignInForm) -> WebBody
  /// What went wrong, as a page.
  ///
  /// - Parameter client: nil without a session.
  func page(of problem: WebProblem, for client: WebClient?, look: WebLook) -> WebBody
  /// A file that pages refer to; nil where there is none of that name.
  func asset(named name: String) -> WebBody?
  /// The answer of a page. What the client may not do is refused by the operation that it asks for.
  func answer(_ page: WebPage, _ request: WebRequest, of client: WebClient) async -> WebAnswer
}

/// The body of an answer.
package struct WebBody: Hashable, Sendable {
  package var bytes: [UInt8]
  package var type: String

  package init(_ bytes: [UInt8], type: String = "text/html; charset=utf-8") {
    self.bytes = bytes
    self.type = type
  }
}

/// What a page's route is answered with.
package enum WebAnswer: Sendable {
  case page(WebBody)
  /// A page that says why something was not done. The status is one of 4xx or 5xx.
  case refusal(WebBody, status: Int)
  /// To another page, by its path and query: what every action ends with.
  case redirect(String)
  /// The bytes of a file, to be saved.
  case content(FileContent)
  case events(any EventStream)
  /// What a script sent is done, or there is nothing for it.
  case nothing
  /// The application found something wrong, which is shown as any other problem.
  case problem(WebProblem)
}

package struct WebProblem: Hashable, Error {
  package var status: Int
  /// One sentence in English for a person.
  package var sentence: String
  /// Why, where pages say it in the reader's language.
  package var reason: RefusalReason?

  package init(_ status: Int, _ sentence: String, because reason: RefusalReason? = nil) {
    self.status = status
    self.sentence = sentence
    self.reason = reason
  }
}

/// A filled-in form to sign in.
package struct SignInAttempt: Sendable {
  package enum Proof: Sendable {
    case token(String)
    case passphrase(name: String, passphrase: String, code: String)
  }

  package var proof: Proof
  /// The browser's own words about itself: never stored as they are.
  package var userAgent: String
  /// What a member's last session has left in the browser, so that it is known again.
  package var device: String?

  package init(_ proof: Proof, userAgent: String = "", device: String? = nil) {
    self.proof = proof
    self.userAgent = userAgent
    self.device = device
  }
}

package enum SignInResult: Hashable, Sendable {
  /// The secret of the new session, and what the browser is to be known by.
  case signedIn(secret: String, device: String? = nil)
  case failed(SignInFailure)
}

package enum SignInFailure: String, Hashable, Sendable, CaseIterable {
  /// One of the things that it needs is wrong, or there is no such member: which, is not told.
  case refused
  /// There were too many attempts.
  case tooMany
  /// Too many others sign in at this moment, or the bot can't store it.
  case busy
}

/// What the form to sign in is made from.
package struct SignInForm: Hashable, Sendable {
  package var proof: String
  package var look: WebLook
  /// Why the last attempt failed.
  package var failure: SignInFailure?
  /// The path to go to afterwards, for the form's field `next`.
  package var next: String?
  /// What a printed link proves, for the form's field `token`: letters and digits alone.
  package var link: String?
}
