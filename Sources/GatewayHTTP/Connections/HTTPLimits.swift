package import NIOCore

/// The limits of one connection and of all.
package struct HTTPLimits: Sendable {
  /// Of the request line and of all header fields together: 16 KiB.
  package var headerBytesMax = 16_384
  package var headerFieldsMax = 100
  /// Until the first request's header is there.
  package var headerTimeMax = TimeAmount.seconds(10)
  /// Until the body is there, or so much more of it, from the end of its header.
  package var bodyTimeMax = TimeAmount.seconds(30)
  /// Bytes of a body that begin its time anew: an upload may take as long as it goes on.
  package var bodyBytesStep = 256 << 10
  /// Until the header of the next request is there.
  package var idleTimeMax = TimeAmount.seconds(120)
  /// Until the client has read the answer; of a stream, until it reads on.
  package var answerTimeMax = TimeAmount.seconds(30)
  /// Between the comments of a stream without events, so that both sides notice where the other one
  /// is gone.
  package var heartbeat = Duration.seconds(15)
  /// While the rest of a refused request is read and dropped, so that its client sees the answer.
  package var lingerTimeMax = TimeAmount.seconds(2)
  /// The most of it that is read: 1 MiB.
  package var lingerBytesMax = 1 << 20
  /// What a header of it, or the end of a request, counts for beside its body.
  package var lingerPartBytes = 64
  /// Requests of one connection that wait for their answers: a client that sends many at once holds
  /// up all others for as long as they take.
  package var requestsAheadMax = 64
  /// Connections at one time; further ones wait until one ends.
  package var connectionsMax = 4_096

  package init() {}
}
