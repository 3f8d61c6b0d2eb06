letter-alert-action = See my alerts
letter-alert-note = You get this message because you follow this search on BDIS PRO.
letter-alert-more = { $count ->
    [one] And { $count } more, in your alerts.
   *[other] And { $count } more, in your alerts.
}
letter-alert-new-subject = { $count ->
    [one] Something new for your alert “{ $about }”
   *[other] { $count } new things for your alerts
}
letter-alert-new-text = { $count ->
    [one] Your alert “{ $about }” has found something new:
   *[other] Your alerts have found something new:
}
letter-alert-digest-subject = { $count ->
    [one] Your alerts: something new for “{ $about }”
   *[other] Your alerts: { $count } new things
}
letter-alert-digest-text = { $count ->
    [one] Since your last e-mail, your alert “{ $about }” has found something new:
   *[other] Since your last e-mail, your alerts have found something new:
}
letter-alert-why = What you look for: { $sought }.
