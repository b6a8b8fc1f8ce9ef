"""Features, forecasts, backtests and the service that answers with prospects."""
