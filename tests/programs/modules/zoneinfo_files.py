"""Time zones from the system's files, where there are some."""

import os
import sysconfig
import zoneinfo
from datetime import datetime, timedelta, timezone

print(zoneinfo.TZPATH)
print(sysconfig.get_config_var("TZPATH"))
if any(os.path.exists(os.path.join(p, "Europe/Berlin")) for p in zoneinfo.TZPATH):
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    for month in 1, 7:
        t = datetime(2026, month, 1, 12, tzinfo=berlin)
        assert t.utcoffset() == timedelta(hours=1 if month == 1 else 2), t
        assert t.tzname() == ("CET" if month == 1 else "CEST")
    t = datetime(2026, 10, 25, 1, 30, tzinfo=timezone.utc)
    assert str(t.astimezone(berlin)) == "2026-10-25 02:30:00+01:00"
    assert berlin is zoneinfo.ZoneInfo("Europe/Berlin")
    assert "Europe/Berlin" in zoneinfo.available_timezones()
try:
    zoneinfo.ZoneInfo("Nowhere/At_All")
except zoneinfo.ZoneInfoNotFoundError as e:
    print(e)
