import GatewayCore
import HTTPTypes

extension Route {
  private static let member = Parameter.path("name", .text(max: 64), help: "The member's name.")
  private static let role = Parameter.body(
    "role", .choice(StaffRole.allCases.map(\.rawValue)), help: "What the member may do.")

  static let staff: [Route] = [
    Route(
      .get, "/v1/staff", does: .query("staff_list"), needs: .key, replies: [.staff],
      help: "The members of the staff that sign in to the web inbox."),
    Route(
      .post, "/v1/staff", does: .command("staff_add"), needs: .key,
      with: [.body("name", .text(max: 64), help: "One line."), role], success: .created,
      replies: [.done],
      help: "Adds a member of the staff, which can't sign in before it has a passphrase."),
    Route(
      .put, "/v1/staff/{name}/role", does: .command("staff_role"), needs: .key,
      with: [member, role], replies: [.done], help: "Gives a member another role."),
    Route(
      .put, "/v1/staff/{name}/passphrase", does: .command("staff_passphrase"), needs: .key,
      with: [
        member,
        .body(
          "hash", .text(max: 128),
          help: "Argon2id as libsodium writes it, with 64 MiB and 3 passes."),
      ],
      replies: [.done], help: "Sets a member's passphrase by its hash, and ends its sessions."),
    Route(
      .post, "/v1/staff/{name}/totp", does: .command("staff_totp"), needs: .key, with: [member],
      replies: [.codeSetup],
      help: "Makes a member need codes of an authenticator; tells this once what sets it up."),
    Route(
      .delete, "/v1/staff/{name}/totp", does: .command("staff_totp"), needs: .key,
      with: [member], members: [.init("off", .boolean(true))], replies: [.done],
      help: "Lets a member sign in without codes."),
    Route(
      .delete, "/v1/staff/{name}", does: .command("staff_remove"), needs: .key, with: [member],
      replies: [.done], help: "Removes a member with its sessions."),
    Route(
      .get, "/v1/sessions", does: .query("session_list"), needs: .key,
      with: [.query("name", .text(max: 64), help: "Only of the member or the token so called.")],
      replies: [.sessions], help: "The sessions of the web inbox."),
    Route(
      .delete, "/v1/sessions/{session}", does: .command("session_end"), needs: .key,
      with: [.path("session", .number(1...Int64.max), help: "Its number.")], replies: [.done],
      help: "Ends a session with its streams."),
    Route(
      .get, "/v1/contacts/{contact}/draft", does: .query("draft"), needs: .send,
      with: [.contact], replies: [.draft],
      help: "The answer that the client's person has begun."),
    Route(
      .put, "/v1/contacts/{contact}/draft", does: .command("draft_set"), needs: .send,
      with: [
        .contact,
        .body(
          "text", .text(max: 32_768), isNeeded: false, help: "What it has so far; nothing: none."),
        .body(
          "sent", .boolean, isNeeded: false,
          help: "Whether there is none any more since it was sent."),
      ],
      replies: [.done], bodyBytesMax: 262_144,
      help: "Keeps an answer that the client's person has begun."),
  ]
}
