decision-upheld-refused = Uphold the refusal: the appeal was not right
decision-upheld-suspended = Uphold the suspension: the appeal was not right
decide-nothing = Nothing can be decided of this guarantee as it stands.
invalid-decision-appealed = This decision is under appeal: it is upheld, or it is lifted.
step-upheld = Appeal turned down, the decision stands
