alert-of-request = Offers that answer your request
barred-guarantees = Declare a guarantee of your organisation
barred-network = Network “{ $name }”
invalid-point-far = This point is { $km } km from { $town }. Correct it, or leave this empty: the town hall is used then.
invalid-town-other = No town of that name has the post code { $code }, which is that of: { $town }.
invalid-town-elsewhere = No town of that name has the post code { $code }, which is that of: { $town }. { $other } has the post code { $codes }.
