package hidden

const Text = "hidden"
