invalid-booking-extra-kept = This organisation can’t book “{ $name }” along with it: its owner took it away or keeps it for others. Untick it, or write to its owner.
