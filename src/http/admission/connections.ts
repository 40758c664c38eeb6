// The limit on open connections, by eviction: the least recently used one makes room.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from '../app.ts'

/** Each costs some ten kilobytes and a file descriptor. */
const mostOpen = 2_000
/** More wait for Node to take them than it would have by itself: whom the system turns away tries again a second later. */
export const backlog = 4_096

/**
 * Bounds the connections. When all are taken, who comes gets the place of the one that has been quiet the longest: between
 * two requests, or before its first one is here. So connections that are opened and held keep nobody out; those that are
 * at work do.
 */
export function boundsConnections(app: App): void {
  let open = 0
  /** The least recently used first: a Set keeps the order in which it was filled. */
  const quiet = new Set<Socket>()

  app.server.on('connection', (socket: Socket) => {
    open++
    quiet.add(socket)
    socket.once('close', () => {
      open--
      quiet.delete(socket)
    })
    // The one that has just come is quiet too, and perhaps the only one.
    if (open > mostOpen) quiet.values().next().value?.destroy()
  })
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    quiet.delete(socket)
    response.once('close', () => {
      if (!socket.destroyed) quiet.add(socket)
    })
  })
}
