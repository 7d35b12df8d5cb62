public import GatewayCore

extension WebhookFormats {
  /// Every format of the program, in the order in which a refusal lists them.
  public static let all = WebhookFormats(
    [
      JSONFormat(), SlackFormat(), MattermostFormat(), RocketChatFormat(), DiscordFormat(),
      MatrixFormat(), NtfyFormat(), TelegramFormat(), GotifyFormat(), TeamsFormat(),
      AppriseFormat(),
      TemplateFormat(), CloudEventsFormat(), MailFormat(), MQTTFormat(),
    ], seal: SealedBody.seal,
    read: { type, body in AskAnswer(status: 200, contentType: type, body: body) })
}
