draft-take-up = Take up what you were writing ({ $when })
draft-kept = Draft kept
draft-keeps = Your draft is kept if you leave the page.
kept-organizations-what = Your organisations, your requests and your drafts
kept-organizations-why = So that you can write for them, and to answer your requests
kept-organizations-long = While you belong to them; a draft one month; a request until the account is erased
