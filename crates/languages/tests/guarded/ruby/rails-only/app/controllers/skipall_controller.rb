class SkipallController < BaseController
  skip_before_action :ask
  def one; render json: Note.all; end
end
