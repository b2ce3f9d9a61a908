"""The commands, by what they are for; heavy imports stand inside them, so that others are quick."""
