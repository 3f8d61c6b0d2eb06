decision-upheld-refused = Maintenir le refus : la contestation n’est pas fondée
decision-upheld-suspended = Maintenir la suspension : la contestation n’est pas fondée
decide-nothing = Rien ne se décide de cette garantie dans l’état où elle est.
invalid-decision-appealed = Cette décision est contestée : elle est maintenue, ou elle est levée.
step-upheld = Contestation rejetée, la décision tient
