class KidsController < BaseController
  skip_before_action :ask, only: :two
  def one; render json: Note.all; end
  def two; render json: Note.all; end
end
