package import GatewayCore

/// A message as it came over the network.
package struct NetworkMessage: Sendable {
  package var contact: ContactKey
  package var kind: InboundMessage.Kind
  package var text: String
  /// The stamp, where the sender's client gives its messages ids.
  package var stamp: MessageStamp?
  package var position: MessagePosition

  package init(
    contact: ContactKey, kind: InboundMessage.Kind, text: String, stamp: MessageStamp?,
    position: MessagePosition
  ) {
    self.contact = contact
    self.kind = kind
    self.text = text
    self.stamp = stamp
    self.position = position
  }
}
