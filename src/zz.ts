const x: Temporal.PlainDate = Temporal.PlainDate.from("2024-01-01"); x.add({days:1});
