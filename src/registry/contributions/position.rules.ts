/** A place on earth, in degrees (WGS 84). */
export interface Position {
  latitude: number
  longitude: number
}

const earthRadiusKm = 6371

/** Wire to row: nothing where nothing was sent, and both cleared by null. */
export function positionColumns(position: Position | null | undefined): Partial<Record<keyof Position, number | null>> {
  if (position === undefined) return {}
  return { latitude: position?.latitude ?? null, longitude: position?.longitude ?? null }
}

/** Row to wire. A row has both or none. */
export function positionOf({ latitude, longitude }: Record<keyof Position, number | null>): Position | null {
  return latitude === null || longitude === null ? null : { latitude, longitude }
}

/** How far it is between two places as the crow flies, in kilometres (haversine). */
export function distanceKm(a: Position, b: Position): number {
  const half = (from: number, to: number) => Math.sin(inRadians(to - from) / 2) ** 2
  const chord =
    half(a.latitude, b.latitude) +
    Math.cos(inRadians(a.latitude)) * Math.cos(inRadians(b.latitude)) * half(a.longitude, b.longitude)
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chord)))
}

function inRadians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
