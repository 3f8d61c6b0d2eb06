invalid-price-for-free = You gave an amount: on which conditions? Choose them, or take the amount out.
refused-ledger-cancelled = This entry is cancelled out by another of the same booking: there is nothing to settle or to open again.
